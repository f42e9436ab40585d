#ifndef WEBP_SHIM_H
#define WEBP_SHIM_H

#include <stdint.h>
#include <webp/decode.h>

/// Reads a picture at another size, four bytes a pixel: red, green, blue and how opaque it is; 0 on failure.
static inline int webp_read_scaled(
    const uint8_t *bytes, size_t count, int width, int height, uint8_t *pixels) {
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return 0;
  config.options.use_scaling = 1;
  config.options.scaled_width = width;
  config.options.scaled_height = height;
  config.output.colorspace = MODE_RGBA;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = pixels;
  config.output.u.RGBA.stride = width * 4;
  config.output.u.RGBA.size = (size_t)width * 4 * (size_t)height;
  int is_read = WebPDecode(bytes, count, &config) == VP8_STATUS_OK;
  WebPFreeDecBuffer(&config.output);
  return is_read;
}

#endif
