#ifndef GIVE_BACK_MEMORY_H
#define GIVE_BACK_MEMORY_H

#include <stdlib.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

/// Gives memory that is free back to the system, which the C library does not do by itself with small
/// pieces.
static inline void give_back_memory(void) {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}

#endif
