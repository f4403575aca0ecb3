//! How the columns of a table share a line: widths, and blocks where one line is not enough.
//!
//! A number is never wrapped or cut. Texts and titles give way first, the widest first; where even that is not enough, the
//! table is cut into blocks, each of which repeats the columns that say whose row it is.

use super::text;

/// What a border and the blanks beside a cell take, for each column; one more border ends the line.
const FRAME: usize = 3;

/// What a text column keeps room for, where it has so much text.
const READABLE: usize = 8;

/// Words longer than this are broken rather than that the table is.
const LONG_WORD: usize = 16;

/// The widths between which a column can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Nothing is broken at this width.
    pub natural: usize,
    /// Under this width a number would be cut, or a text not be readable.
    pub least: usize,
}

impl Extent {
    /// The extent of a column of these cells under that title.
    pub fn of<'a>(title: &str, cells: impl Iterator<Item = &'a str>, numeric: bool) -> Self {
        let (mut widest, mut word) = (0, 0);
        for cell in cells {
            widest = widest.max(text::width(cell));
            word = word.max(text::longest_piece(cell));
        }
        let natural = widest.max(text::width(title));
        let body = if numeric { widest } else { word.clamp(READABLE, LONG_WORD).min(widest) };
        Extent { natural, least: body.max(text::longest_piece(title)).min(natural) }
    }
}

/// The columns that fit in one block, the first ones first, and those that do not. A number column is as wide as its numbers.
/// Columns that can be spared are there where no text needs to be broken for them.
pub fn fitting(
    extents: &[Extent],
    (keys, is_spare): (usize, &dyn Fn(usize) -> bool),
    limit: usize,
) -> (Block, Vec<usize>) {
    let total = |block: &[usize], of: fn(&Extent) -> usize| framed(block.iter().map(|index| of(&extents[*index])));
    let mut block: Vec<usize> = (0..keys.min(extents.len())).collect();
    let (spare, others): (Vec<usize>, Vec<usize>) = (block.len()..extents.len()).partition(|index| is_spare(*index));
    let mut left_out = Vec::new();
    for (index, of) in others.iter().map(|index| (*index, LEAST)).chain(spare.iter().map(|index| (*index, NATURAL))) {
        block.push(index);
        if total(&block, of) > limit {
            block.pop();
            left_out.push(index);
        }
    }
    block.sort_unstable();
    left_out.sort_unstable();
    (shrink(extents, &block, limit), left_out)
}

/// The width that a column can be shrunk to.
const LEAST: fn(&Extent) -> usize = |extent| extent.least;

/// The width at which nothing is broken.
const NATURAL: fn(&Extent) -> usize = |extent| extent.natural;

/// A block: indices of columns with their widths.
pub type Block = Vec<(usize, usize)>;

/// Lays columns out in blocks that fit `limit`; `keys` leading columns are repeated in each block. A block whose keys and one
/// column are wider than the limit stays wider.
pub fn lay_out(extents: &[Extent], keys: usize, limit: Option<usize>) -> Vec<Block> {
    let all: Vec<usize> = (0..extents.len()).collect();
    let Some(limit) = limit else {
        return vec![all.into_iter().map(|index| (index, extents[index].natural)).collect()];
    };
    let fits = |block: &[usize]| framed(block.iter().map(|index| extents[*index].least)) <= limit;
    if fits(&all) {
        return vec![shrink(extents, &all, limit)];
    }
    let (keys, rest) = all.split_at(keys.min(all.len()));
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    for index in rest {
        match blocks.last_mut().filter(|block| fits(&[&block[..], &[*index]].concat())) {
            Some(block) => block.push(*index),
            None => blocks.push([keys, &[*index]].concat()),
        }
    }
    if blocks.is_empty() {
        blocks.push(keys.to_vec());
    }
    blocks.iter().map(|block| shrink(extents, block, limit)).collect()
}

/// How wide a table is in which nothing is broken.
pub fn natural(extents: &[Extent]) -> usize {
    framed(extents.iter().map(NATURAL))
}

fn framed(widths: impl Iterator<Item = usize>) -> usize {
    widths.map(|width| width + FRAME).sum::<usize>() + 1
}

/// Natural widths, of which the widest that can gives way until the line fits or none can.
fn shrink(extents: &[Extent], block: &[usize], limit: usize) -> Block {
    let mut widths: Block = block.iter().map(|index| (*index, extents[*index].natural)).collect();
    let mut total = framed(widths.iter().map(|(_, width)| *width));
    while total > limit {
        let can_give = widths.iter_mut().filter(|(index, width)| *width > extents[*index].least);
        let Some((_, width)) = can_give.max_by_key(|(_, width)| *width) else { break };
        *width -= 1;
        total -= 1;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extent(least: usize, natural: usize) -> Extent {
        Extent { natural, least }
    }

    #[test]
    fn the_widest_text_gives_way_first_and_numbers_never() {
        let extents = [extent(4, 4), extent(8, 20), extent(12, 12)];
        assert_eq!(lay_out(&extents, 2, None), [[(0, 4), (1, 20), (2, 12)]]);
        assert_eq!(lay_out(&extents, 2, Some(40)), [[(0, 4), (1, 14), (2, 12)]]);
    }

    #[test]
    fn what_does_not_fit_in_one_block_is_left_out_and_what_comes_later_may_fit() {
        let extents = [extent(4, 4), extent(8, 8), extent(12, 30), extent(30, 30), extent(5, 5)];
        let (block, left_out) = fitting(&extents, (2, &|_| false), 45);
        assert_eq!((block, left_out), (vec![(0, 4), (1, 8), (2, 15), (4, 5)], vec![3]));
    }

    #[test]
    fn what_can_be_spared_is_left_out_before_a_text_is_broken() {
        let extents = [extent(8, 20), extent(9, 9), extent(6, 6), extent(7, 7)];
        let of = |limit| fitting(&extents, (1, &|index| index == 1), limit);
        assert_eq!(of(60).1, [0; 0]);
        assert_eq!(of(50), (vec![(0, 20), (2, 6), (3, 7)], vec![1]));
        assert_eq!(of(36), (vec![(0, 13), (2, 6), (3, 7)], vec![1]));
    }

    #[test]
    fn what_does_not_fit_goes_to_further_blocks_with_the_keys_repeated() {
        let extents = [extent(4, 4), extent(8, 8), extent(12, 12), extent(12, 12), extent(9, 9)];
        let blocks = lay_out(&extents, 2, Some(40));
        assert_eq!(
            blocks,
            [vec![(0, 4), (1, 8), (2, 12)], vec![(0, 4), (1, 8), (3, 12)], vec![(0, 4), (1, 8), (4, 9)]]
        );
        assert_eq!(lay_out(&extents[..2], 2, Some(5)), [[(0, 4), (1, 8)]]);
    }

    #[test]
    fn a_number_keeps_its_width_and_a_title_its_words() {
        let cells = ["1,234.50", "9.00"];
        assert_eq!(Extent::of("Gap to first", cells.into_iter(), true), extent(8, 12));
        assert_eq!(Extent::of("Attainment", ["1"].into_iter(), true), extent(10, 10));
        assert_eq!(Extent::of("姓名", ["欧阳娜娜的很长的名字"].into_iter(), false), extent(8, 20));
        assert_eq!(Extent::of("Reason", ["on probation"].into_iter(), false), extent(9, 12));
    }
}
