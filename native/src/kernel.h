// The interface between the add-on and the kernels of an instruction set.
#pragma once

/**
 * A kernel, called with a list of numbers: block[0] is the length of the memory in bytes, arguments begin at block[2], and what the
 * kernel gives comes to block[1]. Gives 0, with nothing done, where the arguments reach outside the memory.
 */
typedef struct {
  const char *name;
  int (*call)(char *memory, double *block);
} Kernel;

/** The kernels of an instruction set. */
typedef struct {
  const char *instructions;
  const Kernel *kernels;
  int count;
  /** Changes with the kernels' arguments; see scripts/kernels/signatures.js. */
  const char *contract;
} KernelSet;

extern const KernelSet kernelsForAvx512, kernelsForAvx2, kernelsForNeon;
