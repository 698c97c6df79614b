// The add-on: kernels as functions of JavaScript on a memory that JavaScript brings. A function takes no arguments but finds them in a
// list of numbers beside the memory (kernel.h), which costs a sixth of what twenty arguments cost.
#define NAPI_VERSION 8
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "napi.h"
#include "processor.h"

/** Kernels on one memory; lives as long as the object that has them. */
typedef struct {
  char *memory;
  double *block;
} Attachment;

typedef struct {
  Attachment *attachment;
  const Kernel *kernel;
} Bound;

static napi_value failed(napi_env env, const char *message) {
  napi_throw_error(env, NULL, message);
  return NULL;
}

/** The elements of a typed array, which must hold at least some bytes, and how many bytes; NULL where it is none. */
static void *elementsOf(napi_env env, napi_value array, size_t least, size_t *bytes) {
  bool is = false;
  napi_typedarray_type type;
  size_t length, offset;
  void *data = NULL;
  napi_value buffer;
  if (napi_is_typedarray(env, array, &is) != napi_ok || !is) return NULL;
  if (napi_get_typedarray_info(env, array, &type, &length, &data, &buffer, &offset) != napi_ok) return NULL;
  *bytes = type == napi_float64_array ? 8 * length : type == napi_uint8_array ? length : 0;
  return *bytes >= least ? data : NULL;
}

static napi_value callKernel(napi_env env, napi_callback_info info) {
  void *data;
  napi_get_cb_info(env, info, NULL, NULL, NULL, &data);
  const Bound *bound = data;
  if (!bound->kernel->call(bound->attachment->memory, bound->attachment->block)) {
    napi_throw_range_error(env, NULL, "A kernel's arguments reach outside the kernels' memory.");
  }
  return NULL;
}

/** Asks the system for large pages: a product touches more small ones than a TLB holds. A hint only. */
static void askForLargePages(void *data, size_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  const uintptr_t large = (uintptr_t)2 << 20, first = ((uintptr_t)data + large - 1) & -large, end = ((uintptr_t)data + bytes) & -large;
  if (end > first) madvise((void *)first, end - first, MADV_HUGEPAGE);
#else
  (void)data, (void)bytes;
#endif
}

/**
 * Lets the C library keep some freed memory for the next results, in place of giving it back and asking for it again: fresh pages
 * of the system cost up to a fifth of a prediction. The user's environment takes precedence.
 */
static void keepFreedMemory(void) {
#ifdef __GLIBC__
  static bool done = false;
  if (done || getenv("MALLOC_TRIM_THRESHOLD_") || getenv("MALLOC_MMAP_THRESHOLD_") || getenv("GLIBC_TUNABLES")) return;
  done = true;
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}

/** move(memory): the memory has moved there. */
static napi_value moveMemory(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value memory;
  void *data;
  napi_get_cb_info(env, info, &count, &memory, NULL, &data);
  size_t length = 0;
  void *bytes = count == 1 ? elementsOf(env, memory, 1, &length) : NULL;
  if (!bytes) return failed(env, "move takes the memory as a Uint8Array.");
  ((Attachment *)data)->memory = bytes;
  askForLargePages(bytes, length);
  return NULL;
}

/**
 * fill(to, from): copies a Uint8Array into a new one as long. To touch pages for the first time takes longer than to copy: large ones
 * are few.
 */
static napi_value fill(napi_env env, napi_callback_info info) {
  size_t count = 2, length = 0, given = 0;
  napi_value arguments[2];
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  void *to = count == 2 ? elementsOf(env, arguments[0], 1, &length) : NULL;
  const void *from = count == 2 ? elementsOf(env, arguments[1], 1, &given) : NULL;
  if (!to || !from || length != given) return failed(env, "fill takes two Uint8Arrays of one length.");
  askForLargePages(to, length);
  memcpy(to, from, length);
  return NULL;
}

static void release(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  free(data);
}

static const KernelSet *setOf(napi_env env, napi_value name) {
  char text[16];
  size_t length;
  if (napi_get_value_string_utf8(env, name, text, sizeof text, &length) != napi_ok) return NULL;
  const KernelSet *sets[2];
  for (int i = availableSets(sets) - 1; i >= 0; i--) {
    if (strcmp(sets[i]->instructions, text) == 0) return sets[i];
  }
  return NULL;
}

static napi_status addFunction(napi_env env, napi_value object, const char *name, napi_callback call, void *data) {
  napi_value function;
  const napi_status status = napi_create_function(env, name, NAPI_AUTO_LENGTH, call, data, &function);
  return status == napi_ok ? napi_set_named_property(env, object, name, function) : status;
}

/**
 * attach(memory, block, instructions): an object with a function for each kernel, and `move` for a memory that has moved. Memory and
 * block, a Uint8Array and a Float64Array, must live as long as these functions are called.
 */
static napi_value attach(napi_env env, napi_callback_info info) {
  size_t count = 3;
  napi_value arguments[3];
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  if (count < 3) return failed(env, "attach takes a memory, a block and an instruction set.");
  size_t length = 0, numbers = 0;
  char *memory = elementsOf(env, arguments[0], 1, &length);
  double *block = elementsOf(env, arguments[1], 8 * 32, &numbers);
  const KernelSet *set = setOf(env, arguments[2]);
  if (!memory || !block) return failed(env, "attach takes the memory as a Uint8Array and the block as a Float64Array of 32 or more.");
  if (!set) return failed(env, "This processor does not have these instructions.");
  askForLargePages(memory, length);
  keepFreedMemory();
  // one piece of memory: the attachment, then what the functions know
  Attachment *attachment = malloc(sizeof(Attachment) + (size_t)set->count * sizeof(Bound));
  if (!attachment) return failed(env, "There is no memory left.");
  *attachment = (Attachment){memory, block};
  Bound *bounds = (Bound *)(attachment + 1);
  napi_value object;
  if (napi_create_object(env, &object) != napi_ok || napi_wrap(env, object, attachment, release, NULL, NULL) != napi_ok) {
    free(attachment);
    return failed(env, "The engine gives no object.");
  }
  napi_status status = addFunction(env, object, "move", moveMemory, attachment);
  for (int i = 0; i < set->count && status == napi_ok; i++) {
    bounds[i] = (Bound){attachment, &set->kernels[i]};
    status = addFunction(env, object, set->kernels[i].name, callKernel, &bounds[i]);
  }
  return status == napi_ok ? object : failed(env, "The engine gives no functions.");
}

/** The add-on: `contract`, `instructions` (sets of them that this processor has, best first), `attach` and `fill`. */
NAPI_MODULE_EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  if (!findEngine()) return NULL;
  const KernelSet *sets[2];
  const int count = availableSets(sets);
  napi_value contract, instructions;
  if (napi_create_string_utf8(env, ANY_SET.contract, NAPI_AUTO_LENGTH, &contract) != napi_ok) return NULL;
  if (napi_create_array(env, &instructions) != napi_ok) return NULL;
  for (int i = 0; i < count; i++) {
    napi_value name;
    napi_create_string_utf8(env, sets[i]->instructions, NAPI_AUTO_LENGTH, &name);
    napi_set_element(env, instructions, (uint32_t)i, name);
  }
  napi_set_named_property(env, exports, "contract", contract);
  napi_set_named_property(env, exports, "instructions", instructions);
  addFunction(env, exports, "attach", attach, NULL);
  addFunction(env, exports, "fill", fill, NULL);
  return exports;
}

/** The version of Node-API that the add-on needs. */
NAPI_MODULE_EXPORT int32_t node_api_module_get_api_version_v1(void) {
  return NAPI_VERSION;
}
