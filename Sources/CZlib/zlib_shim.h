#ifndef ZLIB_SHIM_H
#define ZLIB_SHIM_H

#include <zlib.h>

/// `inflateInit2`, a macro that Swift cannot call, for a stream without a header, as in zip archives.
static inline int zlib_begin_raw(z_stream *stream) { return inflateInit2(stream, -MAX_WBITS); }

#endif
