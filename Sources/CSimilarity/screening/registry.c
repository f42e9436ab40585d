#include "screening.h"

extern const screening_kernel screening_portable;
#if defined(__x86_64__)
extern const screening_kernel screening_avx512_vnni, screening_avx_vnni, screening_avx2_int8,
    screening_avx512, screening_avx2;
#endif

static const screening_kernel *const kernels[] = {
#if defined(__x86_64__)
    &screening_avx512_vnni, &screening_avx_vnni, &screening_avx2_int8, &screening_avx512,
    &screening_avx2,
#endif
    &screening_portable,
};

const screening_kernel *screening_kernel_at(size_t index) {
  return index < sizeof kernels / sizeof *kernels ? kernels[index] : 0;
}
