//! Tables, trees, lists of facts and boxes, aligned also where Chinese stands beside Latin letters.

use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table, presets,
};
use unicode_width::UnicodeWidthStr;

use crate::output::Paint;
use crate::shown::visible;

/// How a cell is to be noticed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Like any other.
    Plain,
    /// What is well.
    Good,
    /// What needs attention.
    Warn,
    /// What is wrong.
    Bad,
    /// What matters less.
    Dim,
}

/// A cell of a table.
pub struct Field {
    text: String,
    tone: Tone,
    right: bool,
}

impl Field {
    /// A plain cell of one line, whatever is in the text.
    pub fn new(text: impl ToString) -> Self {
        Self::lines(visible(text))
    }

    /// A plain cell whose line breaks are meant.
    pub fn lines(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            tone: Tone::Plain,
            right: false,
        }
    }

    /// The same cell in another tone.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// The same cell, set to the right: a number.
    pub fn right(mut self) -> Self {
        self.right = true;
        self
    }

    fn cell(&self) -> Cell {
        let cell = Cell::new(&self.text);
        let cell = if self.right {
            cell.set_alignment(CellAlignment::Right)
        } else {
            cell
        };
        match self.tone {
            Tone::Plain => cell,
            Tone::Good => cell.fg(Color::Green),
            Tone::Warn => cell.fg(Color::Yellow),
            Tone::Bad => cell.fg(Color::Red),
            Tone::Dim => cell.fg(Color::DarkGrey),
        }
    }
}

/// A column is not broken into lines shorter than this; it is left out instead.
const NARROWEST: usize = 16;

/// A table with a heading. At a terminal that is too narrow only the widest column is broken into
/// lines, or left out where too little room is left for it; elsewhere nothing is.
pub fn table(paint: Paint, headings: &[String], rows: &[Vec<Field>]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    if paint.is_on() {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    let widths = widths(headings, rows);
    let widest = (0..widths.len()).max_by_key(|column| widths[*column]);
    let left_out = table.width().and_then(|width| {
        // A terminal that does not know its width says 0.
        let width = if width == 0 { 80 } else { width };
        table.set_width(width);
        let others = widths.iter().sum::<usize>() - widest.map_or(0, |column| widths[column]);
        widest.filter(|_| others + NARROWEST > usize::from(width))
    });
    let heading = |heading: &String| Cell::new(heading).add_attribute(Attribute::Bold);
    table.set_header(shown(headings, left_out).map(heading));
    for row in rows {
        table.add_row(shown(row, left_out).map(Field::cell));
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        if left_out.is_some() || Some(index) != widest {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    let lines: Vec<_> = table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    format!("{}\n", lines.join("\n"))
}

/// What each column needs with its padding.
fn widths(headings: &[String], rows: &[Vec<Field>]) -> Vec<usize> {
    let column = |(index, heading): (usize, &String)| {
        let cells = rows.iter().filter_map(|row| row.get(index));
        let widest = cells.map(|field| field.text.width()).max().unwrap_or(0);
        widest.max(heading.width()) + 2
    };
    headings.iter().enumerate().map(column).collect()
}

fn shown<T>(cells: &[T], left_out: Option<usize>) -> impl Iterator<Item = &T> {
    let kept = cells
        .iter()
        .enumerate()
        .filter(move |(index, _)| Some(*index) != left_out);
    kept.map(|(_, cell)| cell)
}

/// Facts, one a line whatever is in them, their names padded to one width.
pub fn facts(paint: Paint, facts: &[(String, String)]) -> String {
    let widest = facts
        .iter()
        .map(|(name, _)| name.width())
        .max()
        .unwrap_or(0);
    let line = |(name, value): &(String, String)| {
        let pad = " ".repeat(widest - name.width());
        format!("  {}{pad}  {}\n", paint.dim(name), visible(value))
    };
    facts.iter().map(line).collect()
}

/// A node of a tree: its line and what hangs below it.
pub struct Node {
    /// The line.
    pub line: String,
    /// What hangs below.
    pub below: Vec<Node>,
}

impl Node {
    /// A node with nothing below.
    pub fn leaf(line: String) -> Self {
        Self {
            line,
            below: vec![],
        }
    }
}

/// A tree drawn with box characters.
pub fn tree(root: &Node) -> String {
    let mut text = format!("{}\n", root.line);
    branches(&root.below, "", &mut text);
    text
}

fn branches(nodes: &[Node], indent: &str, text: &mut String) {
    for (index, node) in nodes.iter().enumerate() {
        let last = index + 1 == nodes.len();
        let (fork, below) = if last {
            ("└── ", "    ")
        } else {
            ("├── ", "│   ")
        };
        text.push_str(&format!("{indent}{fork}{}\n", node.line));
        branches(&node.below, &format!("{indent}{below}"), text);
    }
}

/// A box around lines that nobody should overlook.
pub fn boxed(paint: Paint, title: &str, lines: &[String]) -> String {
    let widest = lines
        .iter()
        .map(|line| line.width())
        .chain([title.width() + 2])
        .max()
        .unwrap_or(0);
    let edge = |text: String| paint.bad(&text);
    let mut text = edge(format!(
        "┌─ {title} {}┐",
        "─".repeat(widest - title.width() - 1)
    ));
    text.push('\n');
    for line in lines {
        let pad = " ".repeat(widest - line.width());
        text.push_str(&format!(
            "{} {line}{pad} {}\n",
            edge("│".into()),
            edge("│".into())
        ));
    }
    text.push_str(&edge(format!("└{}┘", "─".repeat(widest + 2))));
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::{Field, Node, Paint, boxed, facts, table, tree};

    #[test]
    fn chinese_and_latin_cells_align() {
        let rows = [
            vec![Field::new("河南省"), Field::new("x")],
            vec![Field::new("Henan"), Field::new("x")],
        ];
        let text = table(Paint::stderr(), &["名称".into(), "列".into()], &rows);
        let columns: Vec<_> = text
            .lines()
            .skip(1)
            .filter_map(|line| line.find('x').map(|at| line[..at].width()))
            .collect();
        assert_eq!(columns.len(), 2);
        assert_eq!(columns[0], columns[1], "{text}");
    }

    #[test]
    fn no_text_breaks_out_of_its_line() {
        let evil = "a\u{1b}[2Jb\u{202e}c\nd\re";
        let escaped = r"a\u{1b}[2Jb\u{202e}c\nd\re";
        let row = vec![Field::new(evil)];
        let text = table(Paint::stderr(), &["h".into()], &[row]);
        assert!(
            text.lines()
                .nth(1)
                .is_some_and(|line| line.contains(escaped)),
            "{text}"
        );
        let text = facts(Paint::stderr(), &[("h".into(), evil.into())]);
        assert!(text.trim_end().ends_with(escaped), "{text}");
    }

    #[test]
    fn a_tree_has_forks_and_a_last_branch() {
        let below = vec![
            Node {
                line: "b".into(),
                below: vec![Node::leaf("c".into())],
            },
            Node::leaf("d".into()),
        ];
        assert_eq!(
            tree(&Node {
                line: "a".into(),
                below
            }),
            "a\n├── b\n│   └── c\n└── d\n"
        );
    }

    #[test]
    fn a_box_is_as_wide_everywhere() {
        let text = boxed(
            Paint::stderr(),
            "危险",
            &["一个密钥".into(), "one key and a longer line".into()],
        );
        let widths: Vec<_> = text.lines().map(UnicodeWidthStr::width).collect();
        assert!(widths.windows(2).all(|pair| pair[0] == pair[1]), "{text}");
    }
}
