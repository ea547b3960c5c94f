/* The processor's own instruction for CRC-32C, which Swift has no name for. Everything is inline: no
   C file is compiled. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>

/* Whether this processor has SSE 4.2, and with it the instruction. */
static inline int paxosbank_has_crc32c(void) {
    unsigned int a, b, c, d;
    return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSE4_2);
}

/* Goes on with the sum `crc`, without its first and last complement. */
__attribute__((target("sse4.2")))
static inline uint32_t paxosbank_crc32c(uint32_t crc, const uint8_t *bytes, size_t count) {
    uint64_t sum = crc;
    while (count >= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        sum = __builtin_ia32_crc32di(sum, word);
        bytes += 8;
        count -= 8;
    }
    while (count > 0) {
        sum = __builtin_ia32_crc32qi((uint32_t)sum, *bytes);
        bytes += 1;
        count -= 1;
    }
    return (uint32_t)sum;
}
#else
static inline int paxosbank_has_crc32c(void) { return 0; }

static inline uint32_t paxosbank_crc32c(uint32_t crc, const uint8_t *bytes, size_t count) {
    (void)bytes;
    (void)count;
    return crc;
}
#endif
