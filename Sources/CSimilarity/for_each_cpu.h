// One portable source; the compiler makes a version for each instruction set and the loader
// picks the best that the CPU has.
#if defined(__x86_64__) && defined(__linux__)
#define FOR_EACH_CPU __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EACH_CPU
#endif

typedef float float8 __attribute__((vector_size(32), aligned(4)));
