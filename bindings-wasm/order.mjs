// Puts functions that look alike beside each other, for what brotli finds again costs the less the nearer it is.
//
// The code is not touched here: the functions are given names that sort as they shall stand, and `reorder-functions-by-name` does the rest.

/** How many bytes are compared at once. */
const WINDOW = 5;

/** How much of a function's likeness is remembered from one place to the next. */
const MEMORY = 0.5;

const CODE = 10;

/** A module without names becomes one whose names say in which order its functions shall stand. */
export function nameByLikeness(module) {
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(module)).filter(({ kind }) => kind === "function").length;
  const functions = bodies(module);
  const names = chain(functions).map((index, place) => [index, String(place).padStart(6, "0")]);
  const entries = names.sort(([a], [b]) => a - b).map(([index, name]) => Buffer.concat([number(imported + index), text(name)]));
  const functionNames = Buffer.concat([number(entries.length), ...entries]);
  const section = Buffer.concat([text("name"), Buffer.from([1]), number(functionNames.length), functionNames]);
  return Buffer.concat([module, Buffer.from([0]), number(section.length), section]);
}

/** Each function is followed by the one that has most in common, for its size, with those that have just been placed. */
function chain(functions) {
  const pieces = functions.map(piecesOf);
  const holders = new Map();
  pieces.forEach((own, index) => own.forEach((piece) => (holders.get(piece) ?? holders.set(piece, new Set()).get(piece)).add(index)));
  const common = new Float64Array(functions.length);
  const waiting = new Set(functions.keys());
  const order = [];
  for (let next = 0; next !== undefined; ) {
    order.push(next);
    waiting.delete(next);
    for (const piece of pieces[next]) holders.get(piece).delete(next);
    for (const index of waiting) common[index] *= MEMORY;
    for (const piece of pieces[next]) for (const index of holders.get(piece)) common[index] += 1;
    let best = -1;
    next = undefined;
    for (const index of waiting) {
      const likeness = common[index] / functions[index].length;
      if (likeness > best) [best, next] = [likeness, index];
    }
  }
  return order;
}

/** The different runs of bytes in a function. */
function piecesOf(body) {
  const pieces = new Set();
  for (let at = 0; at + WINDOW <= body.length; at += 1) pieces.add(body.readUIntBE(at, WINDOW));
  return pieces;
}

/** The functions' bodies, from the section of the code. */
function bodies(module) {
  const reader = { module, at: 8 };
  for (;;) {
    const id = module[reader.at++];
    const length = read(reader);
    if (id === CODE) return Array.from({ length: read(reader) }, () => take(reader, read(reader)));
    reader.at += length;
  }
}

function take(reader, length) {
  reader.at += length;
  return reader.module.subarray(reader.at - length, reader.at);
}

/** Numbers are written in groups of seven bits, the lowest first. */
function read(reader) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = reader.module[reader.at++];
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
}

function number(value) {
  const bytes = [];
  for (; value >= 0x80; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}

function text(value) {
  return Buffer.concat([number(value.length), Buffer.from(value)]);
}
