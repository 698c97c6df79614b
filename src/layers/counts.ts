/** Types of calls by how many tensors a layer takes and gives. */

/** What a layer of `Count` outputs gives for tensors of type T: the bare tensor, or a tuple. */
export type Outputs<Count extends number, T> = Count extends 1
  ? T
  : Count extends 2
    ? [T, T]
    : Count extends 3
      ? [T, T, T]
      : Count extends 4
        ? [T, T, T, T]
        : Count extends 5
          ? [T, T, T, T, T]
          : Count extends 6
            ? [T, T, T, T, T, T]
            : T | T[];

/** What a layer of `Count` inputs is applied to; any number of them where the count is not known. */
export type Inputs<Count extends number, T> = Count extends 1 ? T | readonly [T] : T | readonly T[];
