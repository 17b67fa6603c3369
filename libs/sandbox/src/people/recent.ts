/** Caches the values of the latest keys and removes the oldest beyond `limit`. */
export class Recent<Key, Value> {
  private readonly values = new Map<Key, Value>();

  constructor(
    private readonly limit: number,
    private readonly make: (key: Key) => Value,
  ) {}

  get(key: Key): Value {
    const known = this.values.get(key);
    if (known !== undefined || this.values.has(key)) return known as Value;
    const value = this.make(key);
    if (this.values.size >= this.limit) this.values.delete(this.values.keys().next().value as Key);
    this.values.set(key, value);
    return value;
  }

  delete(key: Key): void {
    this.values.delete(key);
  }

  clear(): void {
    this.values.clear();
  }
}
