// Package report writes what a diagnosis found, in every format. It decides
// nothing: it sees plain data and chooses words, order and space.
//
// The rules of its text, for whoever adds to it:
//
//   - The document goes to the writer given and nothing else does: no progress,
//     no prompt, no question to the terminal.
//   - What matters comes first, and each thing is said once. When all is well it
//     is said in a few lines.
//   - A line holds no more cells than Style.Width; only a web address is never
//     broken. Long lists are folded with a count of what was left out.
//   - Colour never carries meaning alone: there is a word or a different fill
//     beside it. Without Style.Color there is no escape sequence at all.
//   - No count stands in the text that the JSON form does not hold or that cannot
//     be counted from it.
//   - Text from outside (titles, names, values) passes through clean, so that it
//     can neither move the cursor nor turn the line around.
//   - People are shown by id unless the report was asked for names.
//   - Headings and sentences begin with a capital and sentences end with a full
//     stop; labels, codes and names of causes are lower case as they are.
package report
