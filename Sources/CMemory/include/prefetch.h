#ifndef PREFETCH_H
#define PREFETCH_H

#include <stddef.h>

/// Asks the CPU for the cache lines of some bytes that will be read soon. Swift has no word for it.
static inline void prefetch(const void *bytes, size_t count) {
  for (size_t offset = 0; offset < count; offset += 64)
    __builtin_prefetch((const char *)bytes + offset);
}

#endif
