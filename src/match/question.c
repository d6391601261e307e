/*
 * question.c: see question.h.
 */
#include "config.h"

#include "match/question.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/coordinates.h"
#include "dwc/parse/name.h"
#include "dwc/parse/name_likeness.h"

#define NAME_BYTES 200 /* of a name that is asked; longer ones are misread */

/* --- who is asked --------------------------------------------------------- */

void match_server_init(struct match_server *server, const char *base_url,
		       const char *checklist, const char *kingdom)
{
	*server = (struct match_server){
		.base_url = mem_strdup(base_url != NULL ? base_url : GBIF_URL),
		.checklist = mem_strdup(checklist != NULL ? checklist
							  : GBIF_CHECKLIST),
		.kingdom = mem_strdup(kingdom != NULL ? kingdom : ""),
	};
}

void match_server_done(struct match_server *server)
{
	free(server->base_url);
	free(server->checklist);
	free(server->kingdom);
	*server = (struct match_server){0};
}

char *match_server_write(const struct match_server *server)
{
	json_t *object CLEANUP(json_release) = json_object();
	struct bytes line = {0};

	json_set_string(object, "base_url", server->base_url);
	json_set_string(object, "checklist", server->checklist);
	json_set_string(object, "kingdom", server->kingdom);
	json_write_line(object, &line);
	return bytes_steal(&line);
}

int match_server_read(const char *text, struct match_server *ret)
{
	json_t *object CLEANUP(json_release) = NULL;

	if (json_read(text, strlen(text), &object, NULL, NULL) < 0 ||
	    json_string_at(object, "base_url") == NULL ||
	    json_string_at(object, "checklist") == NULL)
		return -1;
	match_server_init(ret, json_string_at(object, "base_url"),
			  json_string_at(object, "checklist"),
			  json_string_at(object, "kingdom"));
	return 0;
}

static struct gbif_server server_asked(const struct match_server *server)
{
	return (struct gbif_server){
		.base_url = server->base_url,
		.checklist = server->checklist,
	};
}

/* --- names ---------------------------------------------------------------- */

/* The value without its marks of doubt and what follows from "sp." on, cut into
 * words; its words are the name's, then the author's. */
static void name_text(const char *value, struct bytes *ret, bool *ret_species)
{
	struct name_words words CLEANUP(name_words_done);

	name_words_read(value, &words);
	for (size_t i = 0; i < words.n; i++) {
		const struct name_word *word = &words.items[i];

		*ret_species = i > 0 && (word->roles & NAME_SPECIES) != 0;
		if (*ret_species)
			break;
		if ((word->roles & NAME_DOUBT) != 0)
			continue;
		if (ret->len > 0)
			bytes_append_char(ret, ' ');
		bytes_append_str(ret, word->text);
	}
}

/* Whether the whole text is a name, or a genus alone; *ret_author says whether
 * an author is cited behind it as only authors are. */
static bool name_whole(const char *text, bool *ret_author)
{
	struct name_reading reading;

	*ret_author = false;
	if (name_read(text, &reading) == 0) {
		*ret_author = reading.author && reading.author_telling;
		return !reading.formula && reading.start == 0 &&
		       text[reading.end] == '\0';
	}
	return text_upper(text) && strpbrk(text, " .0123456789") == NULL;
}

/*
 * Whether the citation is one of authors and nothing else: outside its brackets
 * abbreviations alone, or one name behind them. "Lindl. J. Looman" is an author
 * and then who knows whom.
 */
static bool author_is_cited(const char *author)
{
	struct name_words words CLEANUP(name_words_done);
	bool bracket = false, inside = false;
	size_t plain = 0, outside = 0;

	name_words_read(author, &words);
	for (size_t i = 0; i < words.n; i++) {
		const struct name_word *word = &words.items[i];
		size_t len = strlen(word->text);

		inside = inside || word->text[0] == '(';
		bracket = bracket || inside;
		outside += !inside;
		plain += !inside && (word->roles & NAME_LINK) == 0 &&
			 strcmp(word->text, "&") != 0 &&
			 word->text[len - 1] != '.';
		inside = inside && strchr(word->text, ')') == NULL;
	}
	return plain == 0 || (bracket && plain == 1 && outside == 1);
}

/* A name without an epithet is a genus or family where it looks like one: by
 * its author, its "sp.", or its ending. "John Smith" does not. */
static bool genus_is_sure(const char *text, bool author)
{
	size_t len = strlen(text);

	return author || (strchr(text, ' ') == NULL &&
			  (name_ends_in_latin(text) ||
			   strchr("ax", text[len - 1]) != NULL));
}

static bool name_fill(const char *text, bool species, struct asked_name *ret)
{
	bool author;

	if (!name_whole(text, &author) || strlen(text) > NAME_BYTES ||
	    !taxon_name_read(text, false, &ret->parts))
		return false;
	if (ret->parts.formula || strlen(ret->parts.parts[TAXON_GENUS]) < 2)
		return false;
	ret->name = mem_strdup(ret->parts.canonical);
	author = author && author_is_cited(ret->parts.author);
	if (ret->parts.parts[TAXON_EPITHET][0] == '\0' && !species &&
	    !genus_is_sure(text, author))
		return false;
	ret->author = mem_strdup(author ? ret->parts.author : "");
	return true;
}

/* "Poaceae", also of "POACEAE"; "" for what does not look like a family (its name
 * ends so by article 18 of the Code, and that of animals, too): it may be
 * anything. Owned. */
static char *family_hint(const char *family)
{
	char *hint = text_squeezed(family);
	size_t len = strlen(hint);
	bool good = len > 4 && len <= NAME_BYTES;

	for (size_t i = 0; i < len && good; i++) {
		bool capital = hint[i] >= 'A' && hint[i] <= 'Z';

		good = capital || (i > 0 && hint[i] >= 'a' && hint[i] <= 'z');
		if (capital && i > 0)
			hint[i] = (char)(hint[i] - 'A' + 'a');
	}
	if (!good || strcmp(hint + len - 2, "ae") != 0)
		hint[0] = '\0';
	return hint;
}

/* A term of its own for the author holds whatever was read there: it is sent
 * where it is cited as only authors are. */
static void name_take_author(const char *author, bool species,
			     struct asked_name *name)
{
	char *squeezed CLEANUP(mem_free_str) = text_squeezed(author);

	if (name->author[0] == '\0' && !species && squeezed[0] != '\0' &&
	    strlen(squeezed) <= NAME_BYTES && author_is_cited(squeezed))
		mem_replace(&name->author, squeezed);
}

bool asked_name_read(const struct match_server *server, const char *value,
		     const char *author, const char *family,
		     struct asked_name *ret)
{
	const struct gbif_server asked = server_asked(server);
	char *squeezed CLEANUP(mem_free_str) = text_squeezed(value);
	struct bytes text CLEANUP(bytes_done) = {0};
	bool species = false;

	*ret = (struct asked_name){0};
	name_text(squeezed, &text, &species);
	if (text.len == 0 || !name_fill(text.data, species, ret)) {
		asked_name_done(ret);
		return false;
	}
	name_take_author(author, species, ret);
	ret->family = family_hint(family);
	ret->url = gbif_name_url(&asked, &(struct gbif_name){
						 .name = ret->name,
						 .author = ret->author,
						 .family = ret->family,
						 .kingdom = server->kingdom,
					 });
	return true;
}

void asked_name_done(struct asked_name *name)
{
	taxon_name_done(&name->parts);
	free(name->name);
	free(name->author);
	free(name->family);
	free(name->url);
	*name = (struct asked_name){0};
}

/* --- places --------------------------------------------------------------- */

bool asked_place_read(const struct match_server *server, const char *latitude,
		      const char *longitude, struct asked_place *ret)
{
	const struct gbif_server asked = server_asked(server);
	struct coordinate lat, lon;

	*ret = (struct asked_place){0};
	if (!coordinate_is_text(latitude, AXIS_LATITUDE, &lat) ||
	    !coordinate_is_text(longitude, AXIS_LONGITUDE, &lon) ||
	    !(fabs(lat.degrees) <= 90) || !(fabs(lon.degrees) <= 180) ||
	    (lat.degrees == 0 && lon.degrees == 0))
		return false;
	*ret = (struct asked_place){
		.latitude = lat.degrees,
		.longitude = lon.degrees,
		.url = gbif_place_url(&asked, lat.degrees, lon.degrees),
	};
	return true;
}

void asked_place_done(struct asked_place *place)
{
	free(place->url);
	*place = (struct asked_place){0};
}
