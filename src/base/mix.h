/*
 * mix.h: 64 bits that stand for a text or for numbers, in tables in memory:
 * FNV-1a (RFC 9923), and the finaliser of SplitMix64 (Steele, Lea, Flood: Fast
 * splittable pseudorandom number generators, 2014). Quick, and no protection
 * from who wants two texts to meet; what a file is known by is SHA-256
 * (base/hash.h).
 */
#ifndef BASE_MIX_H
#define BASE_MIX_H

#include <stdint.h>

/* FNV's offset basis: what one begins with, mixed with what else is to tell
 * one thing from another. */
#define MIX_BEGIN UINT64_C(0xcbf29ce484222325)

/* One piece more: a byte, as FNV has it, or what the caller reckons in. */
static inline uint64_t mix_add(uint64_t mix, uint64_t piece)
{
	return (mix ^ piece) * UINT64_C(0x100000001b3);
}

/* The text without its NUL. */
static inline uint64_t mix_add_text(uint64_t mix, const char *text)
{
	for (; *text != '\0'; text++)
		mix = mix_add(mix, (unsigned char)*text);
	return mix;
}

/* SplitMix64's finaliser, where each bit is to depend on all: marks are compared
 * instead of texts, or numbers in a row are to look like dice. */
static inline uint64_t mix_end(uint64_t mix)
{
	mix = (mix ^ (mix >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	mix = (mix ^ (mix >> 27)) * UINT64_C(0x94d049bb133111eb);
	return mix ^ (mix >> 31);
}

#endif
