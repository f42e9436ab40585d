// Stands in for the compiler's header: SIMDe computes what the instructions would, in plain C, so
// that kernels run on CPUs that lack them.
#define SIMDE_NO_NATIVE
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx2.h>
#include <simde/x86/avx512.h>
#include <simde/x86/fma.h>

// What SIMDe has under other names only, or, the conversion, not at all.
#define _CMP_NLT_UQ SIMDE_CMP_NLT_UQ
#define _mm256_dpbusd_avx_epi32 simde_mm256_dpbusd_epi32
static inline simde__m512 _mm512_cvtepi32_ps(simde__m512i integers) {
  simde__m512i_private from = simde__m512i_to_private(integers);
  simde__m512_private to;
  for (int i = 0; i < 16; ++i) to.f32[i] = (float)from.i32[i];
  return simde__m512_from_private(to);
}
