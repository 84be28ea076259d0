import { AbstractLogger } from 'typeorm';

/** A TypeORM logger that counts statements; the data source needs `logging: ['query']`. */
export class StatementCounter extends AbstractLogger {
  statements = 0;

  override logQuery(): void {
    this.statements += 1;
  }

  protected override writeLog(): void {}
}
