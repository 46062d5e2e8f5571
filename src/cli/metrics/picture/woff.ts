/**
 * A web font as the plain one that it was made of. WOFF is the same tables, each compressed by itself (W3C, WOFF File Format 1.0), and what
 * draws PNGs reads plain fonts alone.
 */
import { inflateSync } from 'node:zlib';

interface Table {
  readonly tag: number;
  readonly checksum: number;
  readonly data: Uint8Array;
}

const SIGNATURE = 0x77_4f_46_46;
const [HEADER, ENTRY] = [44, 20];
const [PLAIN_HEADER, PLAIN_ENTRY] = [12, 16];

export function sfntOf(woff: Uint8Array): Uint8Array {
  const view = new DataView(woff.buffer, woff.byteOffset, woff.byteLength);
  if (view.getUint32(0) !== SIGNATURE) throw new Error('this is no WOFF file');
  const tables = Array.from({ length: view.getUint16(12) }, (_, nth) => tableAt(view, woff, HEADER + nth * ENTRY));
  return plain(view.getUint32(4), tables);
}

function tableAt(view: DataView, woff: Uint8Array, at: number): Table {
  const [tag, offset, length, whole, checksum] = [0, 4, 8, 12, 16].map((step) => view.getUint32(at + step)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const data = woff.subarray(offset, offset + length);
  return { tag, checksum, data: length < whole ? inflateSync(data) : data };
}

const padded = (length: number): number => (length + 3) & ~3;

function plain(flavour: number, tables: readonly Table[]): Uint8Array {
  const begin = PLAIN_HEADER + tables.length * PLAIN_ENTRY;
  const out = new Uint8Array(begin + tables.reduce((sum, { data }) => sum + padded(data.length), 0));
  const view = new DataView(out.buffer);
  const power = 2 ** Math.floor(Math.log2(tables.length));
  view.setUint32(0, flavour);
  [tables.length, power * 16, Math.log2(power), (tables.length - power) * 16].forEach((value, nth) =>
    view.setUint16(4 + nth * 2, value),
  );
  let offset = begin;
  for (const [nth, { tag, checksum, data }] of tables.entries()) {
    [tag, checksum, offset, data.length].forEach((value, field) =>
      view.setUint32(PLAIN_HEADER + nth * PLAIN_ENTRY + field * 4, value),
    );
    out.set(data, offset);
    offset += padded(data.length);
  }
  return out;
}
