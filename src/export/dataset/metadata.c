/*
 * metadata.c: the metadata file by inih. See metadata.h.
 *
 * 1. One table says which keys there are; a key is taken or refused, never
 *    passed over.
 * 2. Of inih's dialect people need not know: a long line is handed to it in
 *    pieces, at blanks, and a semicolon inside a value is part of it.
 */
#include "config.h"

#include "export/dataset/metadata.h"

#include <ini.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"

#define METADATA_SIZE_MAX (1u << 20)
#define METADATA_PIECE	  120	 /* bytes of a line; inih takes 200 */
#define METADATA_SEMI	  '\x1f' /* stands for a semicolon meanwhile */
#define TITLE_LEAST	  10	 /* what GBIF's validator wants, in bytes */
#define DESCRIPTION_LEAST 25

/* --- licences ------------------------------------------------------------- */

/* Those that GBIF takes, as its registry and its IPT write them. */
static const struct metadata_licence licences[] = {
	{"CC0-1.0",
	 "http://creativecommons.org/publicdomain/zero/1.0/legalcode",
	 "Creative Commons CCZero 1.0 License"},
	{"CC-BY-4.0", "http://creativecommons.org/licenses/by/4.0/legalcode",
	 "Creative Commons Attribution (CC-BY) 4.0 License"},
	{"CC-BY-NC-4.0",
	 "http://creativecommons.org/licenses/by-nc/4.0/legalcode",
	 "Creative Commons Attribution Non Commercial (CC-BY-NC) 4.0 License"},
};

/* The licence without what people write differently: case, blanks and hyphens,
 * the protocol of an address, and what ends it. */
static char *licence_key(const char *text)
{
	struct bytes key = {0};
	const char *at = strstr(text, "://");

	bytes_append_str(&key, "");
	for (at = at != NULL ? at + 3 : text; *at != '\0'; at++) {
		if (strchr(" -_", *at) != NULL)
			continue;
		bytes_append_char(&key, (char)(*at >= 'A' && *at <= 'Z'
						       ? *at + ('a' - 'A')
						       : *at));
	}
	for (const char *end = "/legalcode"; end != NULL;
	     end = end[1] != '\0' ? "/" : NULL) {
		size_t len = strlen(end);

		if (key.len >= len &&
		    strcmp(key.data + key.len - len, end) == 0) {
			key.len -= len;
			key.data[key.len] = '\0';
		}
	}
	return bytes_steal(&key);
}

static const struct metadata_licence *licence_find(const char *text)
{
	char *key CLEANUP(mem_free_str) = licence_key(text);

	for (size_t i = 0; i < ARRAY_LEN(licences); i++) {
		char *word CLEANUP(mem_free_str) =
			licence_key(licences[i].word);
		char *url CLEANUP(mem_free_str) = licence_key(licences[i].url);

		if (strcmp(key, word) == 0 || strcmp(key, url) == 0)
			return &licences[i];
	}
	return NULL;
}

/* --- keys ----------------------------------------------------------------- */

#define DATASET(member) offsetof(struct metadata, member)
#define AGENT(member)	offsetof(struct metadata_agent, member)

struct metadata_key {
	const char *section, *key;
	size_t offset;
};

static const struct metadata_key keys[] = {
	{"dataset", "title", DATASET(title)},
	{"dataset", "description", DATASET(description)},
	{"dataset", "organisation", DATASET(organisation)},
	{"dataset", "language", DATASET(language)},
	{"dataset", "licence", DATASET(licence_said)},
	{"dataset", "id", DATASET(id)},
	{"dataset", "version", DATASET(version)},
	{"dataset", "published", DATASET(published)},
	{"dataset", "url", DATASET(url)},
	{"dataset", "citation", DATASET(citation)},
	{"ids", "prefix", DATASET(id_prefix)},
	{"media", "url", DATASET(media_url)},
	{"media", "creator", DATASET(media_creator)},
	{"media", "rights-holder", DATASET(media_rights_holder)},
	{"sensitive", "list", DATASET(sensitive)},
};

static const struct {
	const char *section;
	size_t offset;
} agents[] = {
	{"contact", DATASET(contact)},
	{"creator", DATASET(creator)},
	{"metadata-provider", DATASET(provider)},
};

static const struct {
	const char *key;
	size_t offset;
} agent_keys[] = {
	{"given-name", AGENT(given_name)},
	{"surname", AGENT(surname)},
	{"organisation", AGENT(organisation)},
	{"position", AGENT(position)},
	{"email", AGENT(email)},
	{"phone", AGENT(phone)},
	{"url", AGENT(url)},
	{"orcid", AGENT(orcid)},
	{"address", AGENT(address)},
	{"city", AGENT(city)},
	{"postcode", AGENT(postcode)},
	{"country", AGENT(country)},
};

static char **metadata_slot(void *base, size_t offset)
{
	return (char **)(void *)((char *)base + offset);
}

/* The place of a key's text, or NULL. */
static char **metadata_find(struct metadata *metadata, const char *section,
			    const char *key)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (strcmp(keys[i].section, section) == 0 &&
		    strcmp(keys[i].key, key) == 0)
			return metadata_slot(metadata, keys[i].offset);
	for (size_t i = 0; i < ARRAY_LEN(agents); i++) {
		if (strcmp(agents[i].section, section) != 0)
			continue;
		for (size_t j = 0; j < ARRAY_LEN(agent_keys); j++)
			if (strcmp(agent_keys[j].key, key) == 0)
				return metadata_slot(
					metadata, agents[i].offset +
							  agent_keys[j].offset);
	}
	return NULL;
}

static char **metadata_default_slot(struct metadata *metadata, const char *term)
{
	for (size_t i = 0; i < metadata->n_defaults; i++)
		if (strcmp(metadata->defaults[i].term, term) == 0)
			return &metadata->defaults[i].value;
	ARRAY_GROW(metadata->defaults, metadata->n_defaults, metadata->cap);
	metadata->defaults[metadata->n_defaults] =
		(struct metadata_default){.term = mem_strdup(term)};
	return &metadata->defaults[metadata->n_defaults++].value;
}

/* --- reading -------------------------------------------------------------- */

struct metadata_reading {
	struct metadata *metadata;
	struct error why; /* of the first line that was refused */
};

/* Puts a value into its place; the next piece of a long one behind it. */
static void metadata_put(char **slot, const char *value)
{
	char *text CLEANUP(mem_free_str) = mem_strdup(value);
	char *clean CLEANUP(mem_free_str) = NULL;
	char *whole;

	for (char *at = text; *at != '\0'; at++)
		if (*at == METADATA_SEMI)
			*at = ';';
	clean = text_cleaned(text);
	if (clean[0] == '\0')
		return;
	whole = *slot != NULL ? mem_printf("%s %s", *slot, clean)
			      : mem_strdup(clean);
	free(*slot);
	*slot = whole;
}

/* inih's handler: 1 takes the line, 0 makes it the line of the error. */
static int metadata_take(void *user, const char *section, const char *key,
			 const char *value)
{
	struct metadata_reading *r = user;
	const struct metadata_licence *licence;
	char **slot;

	if (strcmp(section, "defaults") == 0) {
		metadata_put(metadata_default_slot(r->metadata, key), value);
		return 1;
	}
	if (strcmp(section, "media") == 0 && strcmp(key, "licence") == 0) {
		licence = value[0] != '\0' ? licence_find(value) : NULL;
		r->metadata->media_licence = licence;
		if (licence != NULL || value[0] == '\0')
			return 1;
		error_set(&r->why, ERROR_USAGE,
			  "licence is CC0-1.0, CC-BY-4.0 or CC-BY-NC-4.0, not "
			  "\"%s\"",
			  value);
		return 0;
	}
	slot = metadata_find(r->metadata, section, key);
	if (slot != NULL) {
		metadata_put(slot, value);
		return 1;
	}
	if (r->why.kind == ERROR_NONE)
		error_set(&r->why, ERROR_USAGE,
			  "there is no key \"%s\" in section [%s] (see: "
			  "vasculum export --metadata-template)",
			  key, section);
	return 0;
}

/* Appends one line in pieces that inih takes (invariant 2); returns how many
 * lines were added. */
static size_t metadata_fold_line(const char *line, size_t len,
				 struct bytes *ret)
{
	size_t column = 0, added = 0;
	bool comment = len == 0 || strchr(";#[", line[0]) != NULL;

	for (size_t i = 0; i < len; i++) {
		char c = line[i];

		if (comment && i >= METADATA_PIECE)
			break; /* nobody reads the rest of it */
		if (!comment && c == ' ' && column >= METADATA_PIECE) {
			bytes_append_str(ret, "\n ");
			column = 0;
			added++;
			continue;
		}
		if (!comment && c == ';')
			c = METADATA_SEMI;
		bytes_append_char(ret, c);
		column++;
	}
	bytes_append_char(ret, '\n');
	return added;
}

/* The number that a line of what inih was given has in the file. */
struct metadata_lines {
	struct bytes text;
	size_t *of; /* for each line of `text` */
	size_t n, cap;
};

static void metadata_fold(const char *text, struct metadata_lines *ret)
{
	size_t number = 1;

	bytes_append_str(&ret->text, "");
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		size_t lines = metadata_fold_line(
			text, len > 0 && text[len - 1] == '\r' ? len - 1 : len,
			&ret->text);

		for (size_t i = 0; i <= lines; i++) {
			ARRAY_GROW(ret->of, ret->n, ret->cap);
			ret->of[ret->n++] = number;
		}
		number++;
		text += len + (text[len] == '\n');
	}
}

static int metadata_finish(struct metadata *metadata, const char *name,
			   struct error *err)
{
	if (metadata->licence_said != NULL)
		metadata->licence = licence_find(metadata->licence_said);
	if (metadata->published != NULL && (strlen(metadata->published) != 10 ||
					    !date_is_iso(metadata->published)))
		return error_set(err, ERROR_USAGE,
				 "%s: published is a date such as 2026-05-31, "
				 "not \"%s\"",
				 name, metadata->published);
	if (metadata->media_url != NULL &&
	    strchr(metadata->media_url, '{') == NULL)
		return error_set(err, ERROR_USAGE,
				 "%s: the url of [media] has to hold {file}, "
				 "{sha256} or {catalogNumber}",
				 name);
	return 0;
}

int metadata_parse(const char *text, const char *name, struct metadata *ret,
		   struct error *err)
{
	struct metadata metadata = {0};
	struct metadata_reading r = {.metadata = &metadata};
	struct metadata_lines lines = {0};
	int line, rc = 0;

	if (!text_is_utf8(text, strlen(text)))
		return error_set(err, ERROR_USAGE,
				 "%s is not UTF-8; save it as UTF-8", name);
	metadata_fold(text, &lines);
	line = ini_parse_string(lines.text.data, metadata_take, &r);
	if (line > 0 && (size_t)line <= lines.n)
		line = (int)lines.of[line - 1];
	bytes_done(&lines.text);
	free(lines.of);
	if (line != 0)
		rc = error_set(err, ERROR_USAGE, "%s:%d: %s", name, line,
			       r.why.kind != ERROR_NONE
				       ? r.why.text
				       : "neither [section] nor key = value");
	if (rc == 0)
		rc = metadata_finish(&metadata, name, err);
	if (rc < 0)
		metadata_done(&metadata);
	else
		*ret = metadata;
	return rc;
}

/* The list of sensitive taxa lies beside the file that names it. */
static void metadata_resolve(struct metadata *metadata, const char *path)
{
	char *dir CLEANUP(mem_free_str) = NULL;
	char *list;

	if (metadata->sensitive == NULL)
		return;
	dir = mem_strndup(path, (size_t)(file_base(path) - path));
	list = file_join(dir, metadata->sensitive);
	free(metadata->sensitive);
	metadata->sensitive = list;
}

int metadata_load(const char *path, struct metadata *ret, struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (file_read(path, METADATA_SIZE_MAX, &text, err) < 0 ||
	    metadata_parse(text.data != NULL ? text.data : "", path, ret, err) <
		    0)
		return -1;
	metadata_resolve(ret, path);
	return 0;
}

static void agent_done(struct metadata_agent *agent)
{
	for (size_t i = 0; i < ARRAY_LEN(agent_keys); i++)
		free(*metadata_slot(agent, agent_keys[i].offset));
}

void metadata_done(struct metadata *metadata)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		free(*metadata_slot(metadata, keys[i].offset));
	agent_done(&metadata->contact);
	agent_done(&metadata->creator);
	agent_done(&metadata->provider);
	for (size_t i = 0; i < metadata->n_defaults; i++) {
		free(metadata->defaults[i].term);
		free(metadata->defaults[i].value);
	}
	free(metadata->defaults);
	*metadata = (struct metadata){0};
}

/* --- checking ------------------------------------------------------------- */

static bool agent_is_named(const struct metadata_agent *agent)
{
	return agent->surname != NULL || agent->organisation != NULL;
}

static bool agent_is_whole(const struct metadata_agent *agent)
{
	return agent_is_named(agent) && agent->email != NULL &&
	       strchr(agent->email, '@') != NULL;
}

static bool text_has(const char *text, size_t least)
{
	return text != NULL && strlen(text) >= least;
}

void metadata_check(const struct metadata *metadata, struct issues *issues)
{
	if (metadata->licence == NULL)
		issues_add(issues, ISSUE_LICENCE, NULL, metadata->licence_said);
	if (!text_has(metadata->title, TITLE_LEAST))
		issues_add(issues, ISSUE_TITLE, NULL, metadata->title);
	if (!text_has(metadata->description, DESCRIPTION_LEAST))
		issues_add(issues, ISSUE_DESCRIPTION, NULL,
			   metadata->description);
	if (!agent_is_whole(&metadata->contact))
		issues_add(issues, ISSUE_CONTACTS, "[contact]", NULL);
	if (!agent_is_whole(&metadata->provider))
		issues_add(issues, ISSUE_CONTACTS, "[metadata-provider]", NULL);
	if (!agent_is_named(&metadata->creator))
		issues_add(issues, ISSUE_CREATOR, "[creator]", NULL);
	if (metadata->organisation == NULL)
		issues_add(issues, ISSUE_EML_SCHEMA,
			   "organisation of [dataset]", NULL);
}

const char *metadata_default(const struct metadata *metadata, const char *term)
{
	for (size_t i = 0; i < metadata->n_defaults; i++)
		if (strcmp(metadata->defaults[i].term, term) == 0)
			return metadata->defaults[i].value != NULL
				       ? metadata->defaults[i].value
				       : "";
	return NULL;
}
