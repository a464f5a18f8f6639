// Waiting for Python: how many answers are awaited, and whether that has taken too long.

/** How long Python may be silent before it is said, in milliseconds. */
const PATIENCE = 8_000;

export class Patience {
  isOver = false;
  private waiting = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly tell: () => void) {}

  asked(): void {
    this.waiting++;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.isOver = this.waiting > 0;
      this.tell();
    }, PATIENCE);
  }

  answered(): void {
    this.waiting = Math.max(0, this.waiting - 1);
    this.isOver = false;
    this.end();
  }

  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
