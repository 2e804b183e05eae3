// Where an item of an original ends, of which only the begin is known (a refused item of an import): the closing bracket of
// a JSON value, else the end of the line.
export function itemLength(text: string): number {
  const first = text.search(/\S/);
  if (first < 0) return text.length;
  if (text[first] !== "{" && text[first] !== "[") {
    const line = text.indexOf("\n", first);
    return line < 0 ? text.length : line;
  }
  let depth = 0, quoted = false;
  for (let at = first; at < text.length; at++) {
    const letter = text[at]!;
    if (quoted) {
      if (letter === "\\") at += 1;
      else if (letter === '"') quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === "{" || letter === "[") depth += 1;
    else if ((letter === "}" || letter === "]") && --depth === 0) return at + 1;
  }
  return text.length;
}
