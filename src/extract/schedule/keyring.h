/*
 * keyring.h: the keys of a server, from the environment or a file. A secret
 * is in no log, event, journal, error or screen: people see fingerprints.
 *
 * Immutable once loaded; shared by threads.
 */
#ifndef EXTRACT_SCHEDULE_KEYRING_H
#define EXTRACT_SCHEDULE_KEYRING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define KEYRING_MAX 64

struct api_key {
	char *secret;
	char *account;	      /* keys of one account share its rates and
				 quotas; "" unless the file groups them */
	double limit_usd;     /* most to spend in one session; 0: no limit */
	char fingerprint[12]; /* "key-1a2b3c", of its SHA-256 */
};

struct keyring {
	struct api_key keys[KEYRING_MAX];
	size_t n;
};

/*
 * Reads `key_file`, or where it is NULL the environment of the engine
 * (openrouter: OPENROUTER_API_KEYS, commas between them, and
 * OPENROUTER_API_KEY; openai: OPENAI_API_KEY; compatible: none needed,
 * VASCULUM_API_KEY where it is set). The same key twice counts once.
 *
 * The file must be a regular one of mode 0600 or less. A line is a key and,
 * after blanks, "account=NAME" and "limit=USD"; blank lines and those that
 * begin with '#' are passed over. Errors name the line, never what it says.
 * No key at all is ERROR_USAGE for the engines that need one, naming the
 * variable.
 */
int keyring_load(const char *engine, const char *key_file, struct keyring *ret,
		 struct error *err) MUST_USE;
/* Whether there would be keys, without reading them: a file is named, or the
 * engine's variable set. */
bool keyring_is_named(const char *engine, const char *key_file);
/* Where the environment has a key: no core of this process is written, whatever
 * it does (base/process/process.h); keyring_load sees to that for those of a
 * file. */
void keyring_hide_environment(void);
/* Overwrites the secrets before it frees them. */
void keyring_done(struct keyring *keyring);

/* Overwrites the secret wherever the text has it, whole or its first or last 8
 * characters and more, as they are or as a JSON string may write them: some
 * servers repeat what they were sent, or a part. What is shorter than
 * 8 bytes is a placeholder, no secret ("EMPTY"), and may be a word of any
 * answer. */
void key_redact(const struct api_key *key, char *text, size_t len);

#endif
