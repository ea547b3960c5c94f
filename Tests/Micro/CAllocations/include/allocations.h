#ifndef PAXOSBANK_ALLOCATIONS_H
#define PAXOSBANK_ALLOCATIONS_H

#include <stdint.h>

/* How often this process asked for memory so far; 0 where it cannot be counted. */
uint64_t allocation_count(void);

#endif
