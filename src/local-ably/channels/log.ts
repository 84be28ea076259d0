/** A list sorted by serial; appended at the end, trimmed at the start. */
export class Log<T extends { readonly serial: string }> {
  private items: (T | undefined)[] = [];
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  at(index: number): T | undefined {
    return this.items[this.head + index];
  }

  push(item: T): void {
    this.items.push(item);
  }

  /** Removes the oldest item. Memory is released in bulk, which keeps this O(1) on average. */
  shift(): T | undefined {
    const item = this.items[this.head];
    if (item === undefined) return undefined;
    this.items[this.head] = undefined;
    this.head += 1;
    if (this.head > 64 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }

  /** Index of the first item whose serial is greater than the given one. */
  indexAfter(serial: string): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const item = this.at(middle);
      if (item && item.serial > serial) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  find(serial: string): T | undefined {
    const item = this.at(this.indexAfter(serial) - 1);
    return item?.serial === serial ? item : undefined;
  }

  *from(index: number): Generator<T> {
    for (let i = index; i < this.length; i++) {
      const item = this.at(i);
      if (item) yield item;
    }
  }
}
