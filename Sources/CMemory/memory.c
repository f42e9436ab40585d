#include "huge_pages.h"
#include "prefetch.h"

#include <stdint.h>
#include <sys/mman.h>

void ask_for_huge_pages(void *start, size_t bytes) {
#if defined(MADV_HUGEPAGE)
  // The size of the large pages of x86-64, and of arm64 with pages of 4 KiB.
  const uintptr_t size = (uintptr_t)2 << 20;
  uintptr_t first = ((uintptr_t)start + size - 1) / size * size;
  uintptr_t end = ((uintptr_t)start + bytes) / size * size;
  // Where the system refuses, pages have the usual size.
  if (first < end) (void)madvise((void *)first, end - first, MADV_HUGEPAGE);
#else
  (void)start;
  (void)bytes;
#endif
}
