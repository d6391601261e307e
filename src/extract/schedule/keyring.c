/*
 * keyring.c: the keys of a server. See keyring.h.
 *
 * 1. A secret is in its api_key alone: what it was read from is overwritten
 *    before it is freed, but for the environment.
 * 2. No error text is made of what a line or a variable says: it names the
 *    place.
 * 3. The file is judged by the descriptor that is read, so that it cannot be
 *    another one by then. A link to a file that is private is fine.
 */
#include "config.h"

#include "extract/schedule/keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/process/process.h"
#include "base/text.h"

#define KEYRING_FILE_MAX    65536
#define KEYRING_SECRET_MAX  512
#define KEYRING_ACCOUNT_MAX 63
#define KEYRING_SECRET_MIN  8
#define KEYRING_BLANKS	    " \t"

/* Where the engines' keys come from. */
static const struct key_source {
	const char *engine;
	const char *variables[2]; /* looked at in this order */
	bool needed;
} key_sources[] = {
	{"openrouter", {"OPENROUTER_API_KEYS", "OPENROUTER_API_KEY"}, true},
	{"openai", {"OPENAI_API_KEY"}, true},
	{"compatible", {"VASCULUM_API_KEY"}, false},
};

static const struct key_source *key_source_of(const char *engine)
{
	for (size_t i = 0; i < ARRAY_LEN(key_sources); i++)
		if (strcmp(key_sources[i].engine, engine) == 0)
			return &key_sources[i];
	return NULL;
}

/* A place that errors name: a line of a file, or a key of a variable. */
struct key_place {
	const char *what; /* "line" or "key" */
	size_t number;
	const char *of;
};

static int key_wrong(const struct key_place *at, const char *why,
		     struct error *err)
{
	return error_set(err, ERROR_USAGE, "%s %zu of %s: %s", at->what,
			 at->number, at->of, why);
}

/* Visible ASCII alone: it becomes a line of an HTTP request. */
static bool key_is_visible(const char *secret, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (secret[i] < 0x21 || secret[i] > 0x7e)
			return false;
	return true;
}

static void keyring_put(struct keyring *ring, const char *secret, size_t len,
			const char *account, double limit_usd)
{
	struct api_key *key;
	char hex[HASH_HEX_SIZE];

	for (size_t k = 0; k < ring->n; k++)
		if (strlen(ring->keys[k].secret) == len &&
		    memcmp(ring->keys[k].secret, secret, len) == 0)
			return;
	key = &ring->keys[ring->n++];
	key->secret = mem_strndup(secret, len);
	key->account = mem_strdup(account);
	key->limit_usd = limit_usd;
	hash_bytes(secret, len, hex);
	snprintf(key->fingerprint, sizeof(key->fingerprint), "key-%.6s", hex);
}

static int keyring_add(struct keyring *ring, const char *secret, size_t len,
		       const char *account, double limit_usd,
		       const struct key_place *at, struct error *err)
{
	if (len > KEYRING_SECRET_MAX)
		return key_wrong(at, "it is too long for a key", err);
	if (!key_is_visible(secret, len))
		return key_wrong(at,
				 "a key has neither blanks nor other "
				 "characters than those of ASCII",
				 err);
	if (ring->n == KEYRING_MAX)
		return key_wrong(at, "there are too many keys, 64 at most",
				 err);
	keyring_put(ring, secret, len, account, limit_usd);
	return 0;
}

/* The keys of a variable, commas between them. */
static int keyring_read_variable(struct keyring *ring, const char *variable,
				 struct error *err)
{
	struct key_place at = {.what = "key", .of = variable};
	const char *from = getenv(variable);

	while (from != NULL) {
		size_t len = strcspn(from, ",");
		const char *next = from[len] == ',' ? from + len + 1 : NULL;
		size_t blank = strspn(from, KEYRING_BLANKS);

		at.number++;
		blank = blank < len ? blank : len;
		from += blank;
		len -= blank;
		while (len > 0 && strchr(KEYRING_BLANKS, from[len - 1]) != NULL)
			len--;
		if (len > 0 &&
		    keyring_add(ring, from, len, "", 0, &at, err) < 0)
			return -1;
		from = next;
	}
	return 0;
}

/* Digits, with a point among them or none; more than 0. */
static bool key_limit(const char *text, double *ret)
{
	size_t digits = strspn(text, "0123456789");
	size_t rest = text[digits] == '.' ? 1 : 0;

	rest += strspn(text + digits + rest, rest ? "0123456789" : "");
	if (digits == 0 || digits > 9 || text[digits + rest] != '\0')
		return false;
	*ret = strtod(text, NULL);
	return *ret > 0;
}

static bool key_account(const char *text)
{
	char *clean CLEANUP(mem_free_str) = text_cleaned(text);

	return text[0] != '\0' && strlen(text) <= KEYRING_ACCOUNT_MAX &&
	       strcmp(text, clean) == 0;
}

/* "account=NAME" or "limit=USD". */
static int key_option(const char *word, const char **account, double *limit,
		      const struct key_place *at, struct error *err)
{
	if (strncmp(word, "account=", 8) == 0) {
		*account = word + 8;
		if (!key_account(*account))
			return key_wrong(at, "account= wants a short name",
					 err);
		return 0;
	}
	if (strncmp(word, "limit=", 6) == 0) {
		if (!key_limit(word + 6, limit))
			return key_wrong(at,
					 "limit= wants US dollars, as in "
					 "limit=2.50",
					 err);
		return 0;
	}
	return key_wrong(at, "only account=NAME and limit=USD may follow a key",
			 err);
}

/* One line, which it cuts into words. */
static int keyring_read_line(struct keyring *ring, char *line,
			     const struct key_place *at, struct error *err)
{
	char *secret = line + strspn(line, KEYRING_BLANKS);
	size_t len = strcspn(secret, KEYRING_BLANKS);
	const char *account = "";
	double limit = 0;
	char *word = secret + len;

	if (len == 0 || secret[0] == '#')
		return 0;
	for (;;) {
		size_t size;
		bool last;

		word += strspn(word, KEYRING_BLANKS);
		size = strcspn(word, KEYRING_BLANKS);
		if (size == 0)
			break;
		last = word[size] == '\0';
		word[size] = '\0';
		if (key_option(word, &account, &limit, at, err) < 0)
			return -1;
		if (last)
			break;
		word += size + 1;
	}
	return keyring_add(ring, secret, len, account, limit, at, err);
}

static int keyring_read_text(struct keyring *ring, const char *path, char *text,
			     size_t len, struct error *err)
{
	struct key_place at = {.what = "line", .of = path};

	for (size_t from = 0; from < len;) {
		char *line = text + from;
		char *end = memchr(line, '\n', len - from);
		size_t size = end != NULL ? (size_t)(end - line) : len - from;

		at.number++;
		from += size + 1;
		line[size] = '\0'; /* there is room for one more */
		if (strlen(line) != size)
			return key_wrong(&at, "a NUL is in it", err);
		if (size > 0 && line[size - 1] == '\r')
			line[size - 1] = '\0';
		if (keyring_read_line(ring, line, &at, err) < 0)
			return -1;
	}
	return 0;
}

/* Nobody else may read, or have written, what is secret. */
static int keyring_check_file(const struct stat *st, const char *path,
			      struct error *err)
{
	if (!S_ISREG(st->st_mode))
		return error_set(err, ERROR_USAGE, "%s is not a regular file",
				 path);
	if ((st->st_mode & 07777 & ~(mode_t)0600) != 0)
		return error_set(err, ERROR_USAGE,
				 "%s holds keys, but others may use it: "
				 "chmod 600 %s",
				 path, path);
	if (st->st_uid != geteuid() && st->st_uid != 0)
		return error_set(err, ERROR_USAGE,
				 "%s holds keys, but is another user's", path);
	if (st->st_size > KEYRING_FILE_MAX)
		return error_set(err, ERROR_USAGE,
				 "%s is too large for a file of keys", path);
	return 0;
}

/* Up to `size` bytes; -1 with errno. */
static ssize_t keyring_read_all(int fd, char *to, size_t size)
{
	size_t len = 0;

	while (len < size) {
		ssize_t got = read(fd, to + len, size - len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		len += (size_t)got;
	}
	return (ssize_t)len;
}

static int keyring_read_fd(struct keyring *ring, int fd, const char *path,
			   struct error *err)
{
	char *text;
	struct stat st;
	ssize_t len;
	int rc;

	if (fstat(fd, &st) < 0)
		return error_sys(err, errno, "cannot look at %s", path);
	if (keyring_check_file(&st, path, err) < 0)
		return -1;
	text = mem_alloc(KEYRING_FILE_MAX + 1);
	len = keyring_read_all(fd, text, KEYRING_FILE_MAX);
	if (len < 0)
		rc = error_sys(err, errno, "cannot read %s", path);
	else
		rc = keyring_read_text(ring, path, text, (size_t)len, err);
	mem_wipe(text, KEYRING_FILE_MAX + 1);
	free(text);
	return rc;
}

static int keyring_read_file(struct keyring *ring, const char *path,
			     struct error *err)
{
	/* A pipe of this name is refused, not waited for. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int rc;

	if (fd < 0)
		return error_sys(err, errno, "cannot open %s", path);
	rc = keyring_read_fd(ring, fd, path, err);
	close(fd);
	return rc;
}

static int keyring_read(struct keyring *ring, const struct key_source *source,
			const char *key_file, struct error *err)
{
	if (key_file != NULL)
		return keyring_read_file(ring, key_file, err);
	for (size_t i = 0; source != NULL && i < ARRAY_LEN(source->variables);
	     i++)
		if (source->variables[i] != NULL &&
		    keyring_read_variable(ring, source->variables[i], err) < 0)
			return -1;
	return 0;
}

int keyring_load(const char *engine, const char *key_file, struct keyring *ret,
		 struct error *err)
{
	const struct key_source *source = key_source_of(engine);
	struct keyring ring = {0};
	int rc = keyring_read(&ring, source, key_file, err);

	if (rc == 0 && ring.n == 0 && source != NULL && source->needed) {
		if (key_file != NULL)
			rc = error_set(err, ERROR_USAGE,
				       "%s holds no key, and %s needs one: a "
				       "line is a key, or set %s",
				       key_file, engine, source->variables[0]);
		else
			rc = error_set(err, ERROR_USAGE,
				       "%s needs a key: set %s, or name "
				       "a file of keys by --key-file",
				       engine, source->variables[0]);
	}
	if (rc < 0) {
		keyring_done(&ring);
		return -1;
	}
	if (ring.n > 0)
		process_hide_memory();
	*ret = ring;
	return 0;
}

bool keyring_is_named(const char *engine, const char *key_file)
{
	const struct key_source *source = key_source_of(engine);

	for (size_t i = 0; source != NULL && i < ARRAY_LEN(source->variables);
	     i++)
		if (source->variables[i] != NULL &&
		    getenv(source->variables[i]) != NULL)
			return true;
	return key_file != NULL;
}

void keyring_hide_environment(void)
{
	for (size_t i = 0; i < ARRAY_LEN(key_sources); i++)
		for (size_t v = 0; v < ARRAY_LEN(key_sources[i].variables); v++)
			if (key_sources[i].variables[v] != NULL &&
			    getenv(key_sources[i].variables[v]) != NULL)
				process_hide_memory();
}

void keyring_done(struct keyring *keyring)
{
	for (size_t k = 0; k < keyring->n; k++) {
		mem_wipe(keyring->keys[k].secret,
			 strlen(keyring->keys[k].secret));
		free(keyring->keys[k].secret);
		free(keyring->keys[k].account);
	}
	mem_wipe(keyring, sizeof(*keyring));
}

static bool hex_is(const char *hex, unsigned char c)
{
	static const char digits[] = "0123456789abcdef";
	const char wanted[] = {'0', '0', digits[c >> 4], digits[c & 15]};

	return strncasecmp(hex, wanted, sizeof(wanted)) == 0;
}

/* The bytes at `at` that stand for this character, plain or as JSON may
 * escape it; 0: they do not. */
static size_t escaped_char(const char *at, const char *end, char c)
{
	if (end - at >= 2 && at[0] == '\\' && at[1] == c)
		return 2;
	if (at < end && *at == c)
		return 1;
	return end - at >= 6 && at[0] == '\\' && at[1] == 'u' &&
			       hex_is(at + 2, (unsigned char)c)
		       ? 6
		       : 0;
}

/* The bytes at `at` that stand for the secret from `from` on, as far as they
 * do: for all of it, or for a piece from its beginning or to its end that is
 * long enough to be recognised; else 0. */
static size_t escaped_piece(const char *at, const char *end, const char *secret,
			    size_t from)
{
	const char *start = at;
	size_t to = from;

	while (secret[to] != '\0') {
		size_t n = escaped_char(at, end, secret[to]);

		if (n == 0)
			break;
		at += n;
		to++;
	}
	if (to - from < KEYRING_SECRET_MIN || (from > 0 && secret[to] != '\0'))
		return 0;
	return (size_t)(at - start);
}

/* The longest such piece that stands here. */
static size_t escaped_secret(const char *at, const char *end,
			     const char *secret, size_t len)
{
	size_t longest = 0;

	for (size_t from = 0; from + KEYRING_SECRET_MIN <= len; from++) {
		size_t n = *at == secret[from] || *at == '\\'
				   ? escaped_piece(at, end, secret, from)
				   : 0;

		if (n > longest)
			longest = n;
	}
	return longest;
}

void key_redact(const struct api_key *key, char *text, size_t len)
{
	char *at = text, *end = text + len;
	size_t size = strlen(key->secret);

	if (size < KEYRING_SECRET_MIN)
		return;
	while (at < end) {
		size_t n = escaped_secret(at, end, key->secret, size);

		memset(at, '*', n);
		at += n > 0 ? n : 1;
	}
}
