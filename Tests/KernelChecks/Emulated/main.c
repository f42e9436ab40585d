#include <stdio.h>
#include "kernel_checks.h"

int main(void) {
  int failures = 0;
  const screening_kernel *kernel;
  for (size_t i = 0; (kernel = screening_kernel_at(i)) != NULL; ++i) {
    const char *problem = NULL;
    for (uint64_t seed = 1; seed <= 40 && !problem; ++seed) problem = check_kernel(kernel, seed);
    printf("%-12s %s\n", kernel->name, problem ? problem : "right");
    failures += problem != NULL;
  }
  return failures != 0;
}
