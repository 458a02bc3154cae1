//! Nothing is left of who was erased: not in a table, a dump, a view or the log of the program; not after a restore.

mod backed_up;
mod canaries;
mod left_behind;
mod restored;
