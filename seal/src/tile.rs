//! Tiles: runs of up to 256 hashes of one level, as C2SP tlog-tiles stores and serves them, and their names in paths.
//!
//! The names are read here and not by `tlog_tiles`: its paths carry a height that C2SP's do not, and its reader panics
//! on a level above 63 and on a width of 0.

/// Hashes of a full tile.
pub const TILE_WIDTH: u64 = 256;
/// The same as a tile carries it.
const FULL_WIDTH: u16 = 256;
/// Levels of the tree that one tile spans.
pub const TILE_HEIGHT: u8 = 8;
/// Highest level of a tile (C2SP tlog-tiles).
const LEVEL_LIMIT: u8 = 63;
/// Elements of a path that a number is spread over: each takes three digits.
const PATH_BASE: u64 = 1_000;

/// Something that a log serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resource {
    /// The newest checkpoint.
    Checkpoint,
    /// Hashes of a level.
    Tile(Tile),
    /// Leaves: the tile has level 0.
    Entries(Tile),
}

/// Which tile, and how many of its hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    /// Level of the tile: its hashes each stand for `256^level` leaves.
    pub level: u8,
    /// Number of the tile in its level, from 0.
    pub index: u64,
    /// How many hashes, 1 to 256.
    pub width: u16,
}

impl Tile {
    /// Index of its first hash within its level.
    #[must_use]
    pub fn start(&self) -> u64 {
        self.index.saturating_mul(TILE_WIDTH)
    }

    /// Index behind its last hash within its level.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.start().saturating_add(self.width.into())
    }

    /// Whether a tree of a size has it.
    #[must_use]
    pub fn is_in(&self, size: u64) -> bool {
        let bits = u32::from(self.level) * u32::from(TILE_HEIGHT);
        size.checked_shr(bits).unwrap_or_default() >= self.end()
    }

    /// Every tile that a tree of a size is served with, the partial ones last in their level.
    #[must_use]
    pub fn all_of(size: u64) -> Vec<Self> {
        let mut tiles = Vec::new();
        let (mut level, mut hashes) = (0, size);
        while hashes > 0 {
            let full = hashes / TILE_WIDTH;
            tiles.extend((0..full).map(|index| Self { level, index, width: FULL_WIDTH }));
            if let Some(width) = u16::try_from(hashes % TILE_WIDTH).ok().filter(|width| *width > 0) {
                tiles.push(Self { level, index: full, width });
            }
            (level, hashes) = (level + 1, full);
        }
        tiles
    }
}

impl Resource {
    /// Reads a path below the log's prefix, for example `tile/0/x001/234.p/17`.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        if path == "checkpoint" {
            return Some(Self::Checkpoint);
        }
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let (rest, width) = match rest.split_once(".p/") {
            Some((rest, width)) => (rest, u8::try_from(number(width, 3)?).ok().filter(|width| *width > 0)?.into()),
            None => (rest, FULL_WIDTH),
        };
        let resource = if level == "entries" {
            Self::Entries(Tile { level: 0, index: index(rest)?, width })
        } else {
            let level = u8::try_from(number(level, 2)?).ok().filter(|level| *level <= LEVEL_LIMIT)?;
            Self::Tile(Tile { level, index: index(rest)?, width })
        };
        // One name for one thing: no zeros in front, no element more than needed.
        (resource.path() == path).then_some(resource)
    }

    /// Its path below the log's prefix.
    #[must_use]
    pub fn path(&self) -> String {
        let (level, tile) = match self {
            Self::Checkpoint => return "checkpoint".to_owned(),
            Self::Tile(tile) => (tile.level.to_string(), tile),
            Self::Entries(tile) => ("entries".to_owned(), tile),
        };
        let mut rest = tile.index;
        let mut name = format!("{:03}", rest % PATH_BASE);
        while rest >= PATH_BASE {
            rest /= PATH_BASE;
            name = format!("x{:03}/{name}", rest % PATH_BASE);
        }
        let partial = if tile.width < FULL_WIDTH { format!(".p/{}", tile.width) } else { String::new() };
        format!("tile/{level}/{name}{partial}")
    }
}

fn number(text: &str, digits: usize) -> Option<u64> {
    let fits = (1..=digits).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

fn index(path: &str) -> Option<u64> {
    path.split('/').try_fold(0_u64, |index, element| {
        let digits = number(element.strip_prefix('x').unwrap_or(element), 3)?;
        index.checked_mul(PATH_BASE)?.checked_add(digits)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_is_read_as_it_is_written() {
        for (path, resource) in [
            ("checkpoint", Resource::Checkpoint),
            ("tile/0/000", Resource::Tile(Tile { level: 0, index: 0, width: 256 })),
            ("tile/63/x001/x234/067", Resource::Tile(Tile { level: 63, index: 1_234_067, width: 256 })),
            ("tile/1/005.p/255", Resource::Tile(Tile { level: 1, index: 5, width: 255 })),
            ("tile/entries/x001/000.p/1", Resource::Entries(Tile { level: 0, index: 1_000, width: 1 })),
        ] {
            assert_eq!(Resource::parse(path), Some(resource));
            assert_eq!(resource.path(), path);
        }
    }

    #[test]
    fn path_is_refused_when_it_is_not_the_one_name_of_a_tile() {
        for path in [
            "",
            "tile",
            "tile/",
            "tile/0",
            "tile/0/",
            "tile/0/0",
            "tile/0/0000",
            "tile/64/000",
            "tile/255/000",
            "tile/00/000",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p/",
            "tile/0/x000/000",
            "tile/0/001/000",
            "tile/0/x001",
            "tile/data/000",
            "tile/8/0/000",
            "tile/-1/000",
            "tile/0/+00",
            "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
            "checkpoint/",
            "tile/0/000/",
            "tile/0/000.p/1.p/1",
        ] {
            assert_eq!(Resource::parse(path), None, "{path}");
        }
    }

    #[test]
    fn tree_of_seventy_thousand_has_the_tiles_of_the_specification() {
        let tiles = Tile::all_of(70_000);
        let of = |level: u8, full: bool| {
            let chosen = tiles.iter().filter(|tile| tile.level == level && (tile.width == 256) == full);
            chosen.map(|tile| tile.width).collect::<Vec<_>>()
        };
        assert_eq!((of(0, true).len(), of(0, false)), (273, vec![112]));
        assert_eq!((of(1, true).len(), of(1, false)), (1, vec![17]));
        assert_eq!((of(2, true).len(), of(2, false)), (0, vec![1]));
        assert!(tiles.iter().all(|tile| tile.is_in(70_000)));
        assert!(tiles.iter().any(|tile| !tile.is_in(69_999)));
    }
}
