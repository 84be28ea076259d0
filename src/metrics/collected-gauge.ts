import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

interface CollectedGauge {
  name: string;
  help: string;
  label: string;
  /** The values by label value, read at every scrape. */
  read: () => Record<string, number> | Promise<Record<string, number>>;
}

/** A gauge with one label; it has no values while they cannot be read. */
export function collectedGauge(
  registry: Registry,
  { name, help, label, read }: CollectedGauge,
): void {
  new Gauge({
    name: `ruang_diri_${name}`,
    help,
    labelNames: [label],
    registers: [registry],
    async collect() {
      const values = await Promise.resolve()
        .then(read)
        .catch(() => ({}));
      this.reset();
      for (const [key, value] of Object.entries(values)) this.set({ [label]: key }, value);
    },
  });
}
