#ifndef HUGE_PAGES_H
#define HUGE_PAGES_H

#include <stddef.h>

/// Asks the system for large pages, where it has them, for memory that will be written from end to end: a
/// million faces of 128 floats have 125,000 pages of the usual size, each of which costs a microsecond or more
/// when it is first written.
///
/// Only whole large pages inside the bytes are asked for, so that nothing around them changes.
void ask_for_huge_pages(void *start, size_t bytes);

#endif
