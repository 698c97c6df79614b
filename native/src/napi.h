// The engine's functions that the add-on calls. On Windows they are found in the program that runs, whatever its name: a library
// to link with would name node.exe, and Bun and Deno have them too.
#pragma once
#include <node_api.h>

#ifndef _WIN32
static inline int findEngine(void) {
  return 1;
}
#else
#include <windows.h>

#define ENGINE_FUNCTIONS(F) \
  F(napi_throw_error) F(napi_throw_range_error) F(napi_is_typedarray) F(napi_get_typedarray_info) F(napi_get_cb_info) \
  F(napi_get_value_string_utf8) F(napi_create_function) F(napi_set_named_property) F(napi_create_object) F(napi_wrap) \
  F(napi_create_string_utf8) F(napi_create_array) F(napi_set_element)

#define DECLARE(name) static __typeof__(name) *engine_##name;
ENGINE_FUNCTIONS(DECLARE)

/** Looks the functions up; gives 0 where the program lacks one. */
static inline int findEngine(void) {
  const HMODULE program = GetModuleHandleW(NULL);
#define FIND(name) \
  engine_##name = (__typeof__(name) *)(void *)GetProcAddress(program, #name); \
  if (!engine_##name) return 0;
  ENGINE_FUNCTIONS(FIND)
  return 1;
}

#define napi_throw_error engine_napi_throw_error
#define napi_throw_range_error engine_napi_throw_range_error
#define napi_is_typedarray engine_napi_is_typedarray
#define napi_get_typedarray_info engine_napi_get_typedarray_info
#define napi_get_cb_info engine_napi_get_cb_info
#define napi_get_value_string_utf8 engine_napi_get_value_string_utf8
#define napi_create_function engine_napi_create_function
#define napi_set_named_property engine_napi_set_named_property
#define napi_create_object engine_napi_create_object
#define napi_wrap engine_napi_wrap
#define napi_create_string_utf8 engine_napi_create_string_utf8
#define napi_create_array engine_napi_create_array
#define napi_set_element engine_napi_set_element
#endif
