/** Free list: blocks of memory for reuse. */

export interface Block {
  address: number;
  bytes: number;
}

export class FreeBlocks {
  private bySize = new Map<number, number[]>();
  /** All of them together. */
  bytes = 0;

  add(address: number, bytes: number): void {
    this.bytes += bytes;
    const list = this.bySize.get(bytes);
    if (list) list.push(address);
    else this.bySize.set(bytes, [address]);
  }

  /** A block of just this size. */
  exactly(bytes: number): number | undefined {
    const address = this.bySize.get(bytes)?.pop();
    if (address !== undefined) this.bytes -= bytes;
    return address;
  }

  /** Best fit: a block from the smallest free one that holds it, after merging neighbours, as models of all sizes come and go. */
  within(bytes: number): number | undefined {
    if (this.bytes < bytes) return undefined;
    const blocks = this.joined();
    let best: Block | undefined;
    for (const block of blocks) {
      if (block.bytes >= bytes && (!best || block.bytes < best.bytes)) best = block;
    }
    this.bySize = new Map();
    this.bytes = 0;
    for (const block of blocks) {
      if (block !== best) this.add(block.address, block.bytes);
      else if (block.bytes > bytes) this.add(block.address + bytes, block.bytes - bytes);
    }
    return best?.address;
  }

  private joined(): Block[] {
    const all = [...this.bySize].flatMap(([bytes, list]) => list.map((address): Block => ({ address, bytes })));
    all.sort((a, b) => a.address - b.address);
    const joined: Block[] = [];
    for (const block of all) {
      const last = joined.at(-1);
      if (last && last.address + last.bytes === block.address) last.bytes += block.bytes;
      else joined.push(block);
    }
    return joined;
  }
}
