const CHANNELS = 2;

/** Samples on their way to the speaker, first in, first out, two channels of a fixed capacity. */
export class SampleRing {
  private readonly channels: readonly Float32Array[];
  private at = 0;
  private filled = 0;

  constructor(readonly capacity: number) {
    this.channels = Array.from({ length: CHANNELS }, () => new Float32Array(capacity));
  }

  get length(): number {
    return this.filled;
  }

  /** Put in as many samples as there is room for, and say how many. One channel goes to both. */
  write(samples: readonly Float32Array[]): number {
    const [first] = samples;
    const count = Math.min(first?.length ?? 0, this.capacity - this.filled);
    const begin = (this.at + this.filled) % this.capacity;
    const before = Math.min(count, this.capacity - begin);
    this.channels.forEach((channel, index) => {
      const source = samples[index] ?? first;
      if (source === undefined) return;
      channel.set(source.subarray(0, before), begin);
      channel.set(source.subarray(before, count), 0);
    });
    this.filled += count;
    return count;
  }

  /** Take out as many samples as both outputs hold, silence where there are none, and say how many there were. */
  read(outputs: readonly Float32Array[]): number {
    const wanted = outputs[0]?.length ?? 0;
    const count = Math.min(wanted, this.filled);
    const before = Math.min(count, this.capacity - this.at);
    outputs.forEach((output, index) => {
      const channel = this.channels[index];
      if (channel === undefined) return;
      output.set(channel.subarray(this.at, this.at + before), 0);
      output.set(channel.subarray(0, count - before), before);
      output.fill(0, count);
    });
    this.at = (this.at + count) % this.capacity;
    this.filled -= count;
    return count;
  }

  clear(): void {
    this.at = 0;
    this.filled = 0;
  }
}
