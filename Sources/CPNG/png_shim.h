#ifndef PNG_SHIM_H
#define PNG_SHIM_H

#include <png.h>
#include <string.h>

// The simplified interface of libpng, whose numbers are macros and whose errors come back by themselves.

/// Reads the header of a picture in memory; 0 on failure, after which nothing is left to be freed.
static inline int png_open(png_image *image, const void *bytes, size_t count) {
  memset(image, 0, sizeof *image);
  image->version = PNG_IMAGE_VERSION;
  return png_image_begin_read_from_memory(image, bytes, count);
}

/// Reads the pixels, of four bytes each: their colors, whatever the depth as browsers show them, and how opaque they
/// are; and frees what the picture needed. 0 on failure.
static inline int png_read_pixels(png_image *image, void *pixels) {
  image->flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  image->format = PNG_FORMAT_RGBA;
  return png_image_finish_read(image, NULL, pixels, 0, NULL);
}

#endif
