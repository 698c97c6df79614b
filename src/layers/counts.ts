/** Types of calls, by the number of tensors that a layer takes and returns. */

/** What a layer with `Count` outputs returns for tensors of type T: the bare tensor, or a tuple. */
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

/** What a layer with `Count` inputs is called on; any number of tensors where the count is not known. */
export type Inputs<Count extends number, T> = Count extends 1 ? T | readonly [T] : T | readonly T[];
