//! The bundle (审计包): events with all their stored texts, the hashes of their leaves, and a signed checkpoint, in one
//! file that is written and read in one pass. `FORMAT.md` describes it byte by byte.
//!
//! The hashes stand beside the records so that a damaged record can be named: the hashes are proved by the signed root,
//! and then each record by its hash.

use crate::{
    SignedCheckpoint,
    cursor::Cursor,
    key::PublicKey,
    leaf::{Head, Leaf, LeafError},
    tile::TILE_WIDTH,
};
use std::io::{self, Read, Write};

/// First bytes of a bundle; the last is its version.
pub const MAGIC: &[u8; 15] = b"muster-bundle\n\x01";
/// Longest frame, in bytes: no event comes near.
const FRAME_LIMIT: usize = 64 * 1_024 * 1_024;
/// Bytes of hashes in one frame of tile roots at most.
const ROOTS_BYTES: usize = 32 * 32_768;

/// What a frame holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// The public key, as text.
    Key = 1,
    /// The signed checkpoint.
    Checkpoint = 2,
    /// The position behind which the records begin.
    After = 3,
    /// Hashes of full tiles of leaves.
    Roots = 4,
    /// Hashes of the leaves behind the last full tile.
    Rest = 5,
    /// Hashes of the leaves of one full tile; its records follow.
    Leaves = 6,
    /// One event.
    Record = 7,
}

impl Frame {
    fn of(byte: u8) -> Option<Self> {
        [Self::Key, Self::Checkpoint, Self::After, Self::Roots, Self::Rest, Self::Leaves, Self::Record]
            .into_iter()
            .find(|frame| *frame as u8 == byte)
    }
}

/// Writes a bundle. Everything is written in the order of the methods.
pub struct Writer<W> {
    out: W,
    scratch: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Begins a bundle with the records behind a position; 0 for all.
    ///
    /// # Errors
    /// What the output says.
    pub fn begin(out: W, key: &PublicKey, checkpoint: &SignedCheckpoint, after: u64) -> io::Result<Self> {
        let mut writer = Self { out, scratch: Vec::new() };
        writer.out.write_all(MAGIC)?;
        writer.frame(Frame::Key, key.to_string().as_bytes())?;
        writer.frame(Frame::Checkpoint, checkpoint.note())?;
        writer.frame(Frame::After, &after.to_be_bytes())?;
        Ok(writer)
    }

    /// The hash of every full tile of leaves, in order, and the hashes of the leaves behind the last.
    ///
    /// # Errors
    /// What the output says.
    pub fn hashes(&mut self, roots: &[u8], rest: &[u8]) -> io::Result<()> {
        for part in roots.chunks(ROOTS_BYTES) {
            self.frame(Frame::Roots, part)?;
        }
        self.frame(Frame::Rest, rest)
    }

    /// The hashes of the leaves of the next full tile, before its records.
    ///
    /// # Errors
    /// What the output says.
    pub fn leaves(&mut self, hashes: &[u8]) -> io::Result<()> {
        self.frame(Frame::Leaves, hashes)
    }

    /// The next event.
    ///
    /// # Errors
    /// What the output says; [`io::ErrorKind::InvalidInput`] when the event makes no leaf or its texts are too long.
    pub fn record(&mut self, head: &Head<'_>, payload: &str, metadata: &str) -> io::Result<()> {
        let mut bytes = std::mem::take(&mut self.scratch);
        bytes.clear();
        write_record(&mut bytes, head, payload, metadata)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let written = self.frame(Frame::Record, &bytes);
        self.scratch = bytes;
        written
    }

    /// Ends the bundle and gives the output back.
    ///
    /// # Errors
    /// What the output says.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }

    fn frame(&mut self, frame: Frame, bytes: &[u8]) -> io::Result<()> {
        let length = u32::try_from(bytes.len()).ok().filter(|_| bytes.len() <= FRAME_LIMIT);
        let length = length.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a frame is too long"))?;
        self.out.write_all(&[frame as u8])?;
        self.out.write_all(&length.to_be_bytes())?;
        self.out.write_all(bytes)
    }
}

fn write_record(bytes: &mut Vec<u8>, head: &Head<'_>, payload: &str, metadata: &str) -> Result<(), LeafError> {
    head.write(bytes)?;
    for text in [payload, metadata] {
        bytes.extend_from_slice(&u32::try_from(text.len()).map_err(|_| LeafError::Length)?.to_be_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    Ok(())
}

/// One event of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Everything but the texts.
    pub head: Head<'a>,
    /// The payload's text as stored.
    pub payload: &'a str,
    /// The metadata's text as stored.
    pub metadata: &'a str,
}

impl<'a> Record<'a> {
    /// Reads a record.
    ///
    /// # Errors
    /// [`LeafError`] naming what is wrong.
    pub fn read(bytes: &'a [u8]) -> Result<Self, LeafError> {
        let mut cursor = Cursor(bytes);
        let head = Head::read(&mut cursor)?;
        let payload = std::str::from_utf8(cursor.long().ok_or(LeafError::Length)?).map_err(|_| LeafError::Length)?;
        let metadata = std::str::from_utf8(cursor.long().ok_or(LeafError::Length)?).map_err(|_| LeafError::Length)?;
        if cursor.0.is_empty() { Ok(Self { head, payload, metadata }) } else { Err(LeafError::Length) }
    }

    /// Its leaf.
    #[must_use]
    pub fn leaf(&self) -> Leaf<'a> {
        Leaf::of(self.head, self.payload, self.metadata)
    }
}

/// Reads the frames of a bundle one after the other.
pub struct Reader<R> {
    input: R,
    bytes: Vec<u8>,
}

/// What comes next in a bundle.
#[derive(Debug, PartialEq, Eq)]
pub enum Next<'a> {
    /// A frame.
    Frame(Frame, &'a [u8]),
    /// Nothing: the file ends where a frame may end.
    End,
    /// The file ends inside a frame.
    Cut,
    /// No frame can look like this.
    Unknown,
}

impl<R: Read> Reader<R> {
    /// Reads the first bytes; none when it is no bundle.
    ///
    /// # Errors
    /// What the input says.
    pub fn begin(mut input: R) -> io::Result<Option<Self>> {
        let mut magic = Vec::with_capacity(MAGIC.len());
        input.by_ref().take(MAGIC.len() as u64).read_to_end(&mut magic)?;
        Ok((magic == MAGIC).then_some(Self { input, bytes: Vec::new() }))
    }

    /// The next frame.
    ///
    /// # Errors
    /// What the input says.
    pub fn next_frame(&mut self) -> io::Result<Next<'_>> {
        self.fill(5)?;
        let Some((first, length)) = self.bytes.split_first() else { return Ok(Next::End) };
        let Ok(length) = <[u8; 4]>::try_from(length) else { return Ok(Next::Cut) };
        let (frame, length) = (Frame::of(*first), u32::from_be_bytes(length));
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let Some(frame) = frame.filter(|_| length <= FRAME_LIMIT) else { return Ok(Next::Unknown) };
        self.fill(length)?;
        Ok(if self.bytes.len() == length { Next::Frame(frame, &self.bytes) } else { Next::Cut })
    }

    /// The next event, whatever frames stand before it; none where no further frame can be read. What is read so is believed
    /// of a bundle that was verified, and of no other.
    ///
    /// # Errors
    /// What the input says.
    pub fn next_record(&mut self) -> io::Result<Option<Result<Record<'_>, LeafError>>> {
        loop {
            match self.next_frame()? {
                Next::Frame(Frame::Record, _) => break,
                Next::Frame(..) => {}
                Next::End | Next::Cut | Next::Unknown => return Ok(None),
            }
        }
        Ok(Some(Record::read(&self.bytes)))
    }

    /// The bytes of the frame that was read last.
    #[must_use]
    pub fn last(&self) -> &[u8] {
        &self.bytes
    }

    /// Reads up to a number of bytes. Memory grows with what is there, not with what a length claims.
    fn fill(&mut self, count: usize) -> io::Result<()> {
        self.bytes.clear();
        self.input.by_ref().take(count as u64).read_to_end(&mut self.bytes)?;
        Ok(())
    }
}

/// Full tiles of leaves in a tree of a size.
#[must_use]
pub fn full_tiles(size: u64) -> u64 {
    size / TILE_WIDTH
}
