/** The kernels' signatures. */
type Address = number;

/** The kernels; their parameters are told in `kernels/`. Addresses are bytes, everything else counts elements. */
export interface Kernels {
  packedSize(K: number, N: number): number;
  pack(K: number, N: number, b: Address, rowStride: number, columnStride: number, to: Address): void;
  /** Columns from n0 to before n1 of the N; both begin a panel, or end the matrix. Its rows are `taps` times K. */
  packTaps(
    taps: number,
    K: number,
    n0: number,
    n1: number,
    N: number,
    b: Address,
    tapStride: number,
    rowStride: number,
    columnStride: number,
    to: Address,
  ): void;
  /** Panels of sixteen columns instead of eight, for the `wide` level. */
  useWidePanels(wide: number): void;
  scratchSize(): number;
  gemm(
    M: number,
    N: number,
    K: number,
    a: Address,
    rowStride: number,
    columnStride: number,
    b: Address,
    bRowStride: number,
    bColumnStride: number,
    start: Address,
    startStride: number,
    c: Address,
    ldc: number,
    scratch: Address,
  ): void;
  convolve(
    windows: Address,
    channels: number,
    filters: number,
    groups: number,
    row0: number,
    row1: number,
    x: Address,
    panels: Address,
    bias: Address,
    y: Address,
    scratch: Address,
    block: number,
    room: Address,
  ): void;
  convolveInputGradient(
    windows: Address,
    channels: number,
    filters: number,
    groups: number,
    sample0: number,
    sample1: number,
    dy: Address,
    panels: Address,
    dx: Address,
    scratch: Address,
    block: number,
    room: Address,
  ): void;
  convolveKernelGradient(
    windows: Address,
    channels: number,
    filters: number,
    groups: number,
    group0: number,
    group1: number,
    filter0: number,
    filter1: number,
    R: number,
    x: Address,
    dy: Address,
    dW: Address,
    scratch: Address,
    block: number,
    room: Address,
  ): void;
  depthwise(
    windows: Address,
    C: number,
    row0: number,
    row1: number,
    x: Address,
    weights: Address,
    bias: Address,
    y: Address,
    list: Address,
  ): void;
  depthwiseInputGradient(
    windows: Address,
    C: number,
    sample0: number,
    sample1: number,
    dy: Address,
    weights: Address,
    dx: Address,
    list: Address,
  ): void;
  depthwiseKernelGradient(
    windows: Address,
    C: number,
    c0: number,
    c1: number,
    R: number,
    x: Address,
    dy: Address,
    dW: Address,
    list: Address,
  ): void;
  pool(
    windows: Address,
    C: number,
    sums: number,
    row0: number,
    row1: number,
    x: Address,
    y: Address,
    list: Address,
  ): void;
  poolGradient(
    windows: Address,
    C: number,
    sums: number,
    sample0: number,
    sample1: number,
    dy: Address,
    x: Address,
    y: Address,
    dx: Address,
    list: Address,
  ): void;
  extremes(A: number, N: number, C: number, smallest: number, x: Address, y: Address): void;
  extremeGradient(A: number, N: number, C: number, dy: Address, x: Address, y: Address, dx: Address): void;
  unary(code: number, n: number, x: Address, y: Address): void;
  unaryGradient(code: number, n: number, dy: Address, x: Address, y: Address, dx: Address): void;
  binary(
    code: number,
    outer: number,
    inner: number,
    a: Address,
    aStep: number,
    aStretch: number,
    b: Address,
    bStep: number,
    bStretch: number,
    c: Address,
  ): void;
  copyRows(count: number, bytes: number, from: Address, fromStep: number, to: Address, toStep: number): void;
  truncate(n: number, x: Address, y: Address): void;
  swapAxes(A: number, B: number, C: number, x: Address, y: Address): void;
  swapLast(A: number, R: number, C: number, x: Address, y: Address): void;
  permute(rank: number, plan: Address, x: Address, y: Address): void;
  reverse(A: number, B: number, C: number, x: Address, y: Address): void;
  sumRows(R: number, N: number, x: Address, y: Address, scale: number): void;
  sumColumns(R: number, N: number, x: Address, y: Address, scale: number): void;
  softmax(R: number, N: number, x: Address, y: Address): void;
  softmaxGradient(R: number, N: number, dy: Address, y: Address, dx: Address): void;
  crossEntropyGradient(R: number, N: number, dy: Address, x: Address, labels: Address, dx: Address): void;
  expSums(R: number, N: number, x: Address, shifts: Address, sums: Address, scratch: Address): void;
  normalize(R: number, N: number, epsilon: number, x: Address, n: Address, scale: Address): void;
  normalizeGradient(R: number, N: number, dn: Address, n: Address, scale: Address, dx: Address): void;
  argRows(R: number, N: number, x: Address, y: Address, smallest: number): void;
  gather(count: number, R: number, width: number, x: Address, ids: Address, y: Address): number;
  scatterAdd(count: number, width: number, ids: Address, dy: Address, y: Address): void;
  sgd(n: number, w: Address, g: Address, m: Address, rate: number, momentum: number, nesterov: number): void;
  rmsprop(
    n: number,
    w: Address,
    g: Address,
    v: Address,
    m: Address,
    a: Address,
    rate: number,
    rho: number,
    rest: number,
    momentum: number,
    epsilon: number,
  ): void;
  adam(
    n: number,
    w: Address,
    g: Address,
    m: Address,
    v: Address,
    vMax: Address,
    rate: number,
    rest1: number,
    rest2: number,
    epsilon: number,
  ): void;
  dropoutMask(
    n: number,
    to: Address,
    rate: number,
    scale: number,
    seedLow: number,
    seedHigh: number,
    streamLow: number,
    streamHigh: number,
  ): void;
  unitsForward(
    cell: number,
    T: number,
    B: number,
    U: number,
    unit0: number,
    unit1: number,
    act: number,
    rec: number,
    projected: Address,
    packed: Address,
    bias: Address,
    h0: Address,
    c0: Address,
    hidden: Address,
    cells: Address,
    saved: Address,
    keep: number,
    scratch: Address,
    barrier: Address,
    threads: number,
    room: Address,
  ): void;
  unitsBackward(
    cell: number,
    T: number,
    B: number,
    U: number,
    unit0: number,
    unit1: number,
    act: number,
    rec: number,
    packed: Address,
    h0: Address,
    c0: Address,
    hidden: Address,
    cells: Address,
    saved: Address,
    dSequence: Address,
    dh: Address,
    dc: Address,
    dGates: Address,
    dRecurrent: Address,
    scratch: Address,
    barrier: Address,
    threads: number,
    room: Address,
  ): void;
  recurrentForward(
    cell: number,
    T: number,
    B: number,
    U: number,
    row0: number,
    row1: number,
    act: number,
    rec: number,
    resetAfter: number,
    projected: Address,
    packed: Address,
    bias: Address,
    h0: Address,
    c0: Address,
    mask: Address,
    drop: Address,
    hidden: Address,
    cells: Address,
    saved: Address,
    keep: number,
    scratch: Address,
    room: Address,
  ): void;
  recurrentBackward(
    cell: number,
    T: number,
    B: number,
    U: number,
    row0: number,
    row1: number,
    act: number,
    rec: number,
    resetAfter: number,
    packed: Address,
    h0: Address,
    c0: Address,
    mask: Address,
    drop: Address,
    hidden: Address,
    cells: Address,
    saved: Address,
    dSequence: Address,
    dh: Address,
    dc: Address,
    dGates: Address,
    dRecurrent: Address,
    scratch: Address,
    room: Address,
  ): void;
}
