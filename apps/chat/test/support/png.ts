import { crc32, deflateSync } from 'node:zlib';

type Colour = readonly [red: number, green: number, blue: number];

/** A picture of any size, of one colour or painted point by point, with `padding` bytes that mean nothing. */
export function png(
  width: number,
  height: number,
  paint: Colour | ((x: number, y: number) => Colour),
  padding = 0,
): Buffer {
  const colour = typeof paint === 'function' ? paint : () => paint;
  const rows = Buffer.alloc(height * (1 + 3 * width));
  for (let y = 0, at = 0; y < height; y++) {
    at++;
    for (let x = 0; x < width; x++, at += 3) rows.set(colour(x, y), at);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1A\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    ...(padding > 0 ? [chunk('prIV', Buffer.alloc(padding))] : []),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Hills over a lake, in the evening. */
export function landscape(width: number, height: number): Buffer {
  const between = (a: Colour, b: Colour, t: number) =>
    a.map((one, i) => Math.round(one + (b[i]! - one) * t)) as never as Colour;
  const shore = 0.56 * height;
  return png(width, height, (x, y) => {
    const ridge = height * (0.4 + 0.08 * Math.sin(x / 90) + 0.04 * Math.sin(x / 31 + 1));
    if (y < Math.min(ridge, shore)) return between([88, 116, 168], [250, 202, 164], y / shore);
    if (y < shore) return [62, 70, 96];
    const glitter = 8 * Math.sin(x / 14 + 3 * Math.sin(y / 5));
    return between([198, 158, 140], [32, 50, 80], (y - shore) / (height - shore)).map(
      (c) => c + glitter,
    ) as never as Colour;
  });
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
