import { existsSync, writeFileSync } from 'node:fs';

const PLACES = ['x86_64-linux-gnu', 'aarch64-linux-gnu', '']
  .map((architecture) => `/usr/lib/${architecture}/faketime/libfaketimeMT.so.1`)
  .concat('/usr/local/lib/faketime/libfaketimeMT.so.1');

/** The clock of one process, changed while it runs; undefined without libfaketime. */
export class FakeClock {
  private constructor(
    private readonly library: string,
    private readonly file: string,
  ) {
    this.set(0);
  }

  /** `LIBFAKETIME` names the library where it is in none of the usual places. */
  static find(file: string): FakeClock | undefined {
    const own = process.env['LIBFAKETIME'];
    const library = [...(own ? [own] : []), ...PLACES].find((path) => existsSync(path));
    return library === undefined ? undefined : new FakeClock(library, file);
  }

  get env(): Record<string, string> {
    return {
      LD_PRELOAD: this.library,
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_CACHE_DURATION: '1',
      // Intervals and timeouts stay right, as when an operator sets a clock.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  set(offsetSeconds: number): void {
    writeFileSync(this.file, `${offsetSeconds < 0 ? '' : '+'}${offsetSeconds}\n`);
  }
}
