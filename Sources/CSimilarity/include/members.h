#ifndef MEMBERS_H
#define MEMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether one of the first `count` of some numbers, `first`, is among `other_count` others.
bool any_is_member(const uint32_t *first, size_t count, const uint32_t *others, size_t other_count);

#endif
