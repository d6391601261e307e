/*
 * keys_player.c: how many keys it takes to correct and sign transcribed sheets in
 * the console, and how many to retype what is wrong.
 *
 *	keys_player [--verbose] [--names] TRUTH.jsonl RECORDS.jsonl COMMAND…
 *
 *	keys_player TRUTH.jsonl RECORDS.jsonl --check
 *
 * TRUTH.jsonl holds what each sheet says, a list where several texts are
 * right; RECORDS.jsonl is `list --format jsonl` of the run before; COMMAND
 * starts the console. Only the terms of the transcription count, and a value
 * has to be one of its texts to the letter.
 *
 * R, retyping: a key for each character of what is wrong or missing and one
 * for its field, and one to sign. K: all keys that the player pressed. It is
 * somebody who knows what the sheet says, who looks at nothing but the screen
 * and takes what is shortest: a candidate that is right, grey text that is
 * right, else the cheapest of what can be edited and of typing anew.
 */
#include "config.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "tests/bench/keys_plan.h"
#include "tests/bench/keys_screen.h"
#include "tests/bench/keys_words.h"
#include "tests/bench/score_right.h"

#define ELLIPSIS  "\xe2\x80\xa6"
#define QUIET_MS  60
#define STEPS_MAX 120
#define JUMP_US	  450000
/* A person presses a key in so long, and looks at a field for so long. */
#define KEY_SECONDS  0.28
#define LOOK_SECONDS 1.2

struct player {
	struct pty_screen screen;
	json_t *truth; /* by image */
	bool verbose;
	bool names; /* there is a list of names */
	struct keys_plan done;
	size_t records, looks;
	json_t *tries;	    /* of the record on the screen: term -> how often */
	json_t *seen;	    /* of it: term -> what stood there last */
	size_t given_up;    /* fields that could not be mended */
	const char *commit; /* the key that ends the line that is typed */
	bool open;	    /* that opened the next field, … */
	bool signs;	    /* … or signs the record */
	char *title;	    /* of the record, its first word */
};

#define KEY_COMMIT	   "\r"
#define KEY_COMMIT_OPEN	   "\016"
#define KEY_COMMIT_APPROVE "\033a"

/* A way that failed is not gone again, and a field is given up at last. */
#define TRIES_MAX 3

static void die(const char *what)
{
	fprintf(stderr, "keys_player: %s\n", what);
	exit(1);
}

/* ---- what is right -------------------------------------------------------- */

/* The i-th text that is right; NULL behind the last. */
static const char *right_text(const json_t *truth, const char *term, size_t i)
{
	const json_t *value = json_object_get(truth, term);

	if (json_is_array(value))
		return json_string_value(json_array_get(value, i));
	return i == 0 ? json_string_value(value) : NULL;
}

static bool is_right(const json_t *truth, const char *term, const char *value)
{
	const json_t *want = json_object_get(truth, term);

	return value != NULL && want != NULL && score_exact(term, value, want);
}

/* As far as it can be seen: a row may cut a value, in an ellipsis. */
static bool seems_right(const json_t *truth, const char *term,
			const char *value)
{
	const char *cut = value != NULL ? strstr(value, ELLIPSIS) : NULL;
	const char *text;

	for (size_t i = 0;
	     cut != NULL && (text = right_text(truth, term, i)) != NULL; i++)
		if (strncmp(text, value, (size_t)(cut - value)) == 0)
			return true;
	return is_right(truth, term, value);
}

/* The shortest of them. */
static const char *right_shortest(const json_t *truth, const char *term)
{
	const char *best = right_text(truth, term, 0), *text;

	for (size_t i = 1; (text = right_text(truth, term, i)) != NULL; i++)
		if (text_width(text) < text_width(best))
			best = text;
	return best;
}

/* The term of the transcription that is shown by this name, which may be
 * cut. */
static const char *right_term(json_t *truth, const char *shown)
{
	size_t len = strcspn(shown, "\xe2");
	const char *term;
	json_t *value;

	json_object_foreach(truth, term,
			    value) if (shown[len] == '\0'
					       ? strcmp(term, shown) == 0
					       : strncmp(term, shown, len) ==
							 0) return term;
	return NULL;
}

/* ---- files ---------------------------------------------------------------- */

static json_t *read_truth(const char *path)
{
	FILE *file = fopen(path, "r");
	json_t *all = json_object();
	char *line = NULL;
	size_t cap = 0;

	if (file == NULL)
		die(path);
	while (getline(&line, &cap, file) > 0) {
		json_t *object = json_loads(line, 0, NULL);
		const char *image =
			json_string_value(json_object_get(object, "image"));

		if (image == NULL)
			die(path);
		json_object_set(all, image, json_object_get(object, "dwc"));
		json_decref(object);
	}
	free(line);
	fclose(file);
	return all;
}

/* What a record's line says of a term, or "". */
static const char *line_value(const json_t *line, const char *term)
{
	const json_t *field =
		json_object_get(json_object_get(line, "dwc"), term);
	const char *value = json_string_value(json_object_get(field, "value"));

	return value != NULL ? value : "";
}

static size_t retyping_of(const json_t *line, json_t *truth)
{
	size_t keys = 1;
	const char *term;
	json_t *value;

	json_object_foreach(
		truth, term,
		value) if (!is_right(truth, term, line_value(line, term)))
		keys += (size_t)text_width(right_shortest(truth, term)) + 1;
	return keys;
}

/* Values of the transcription that the record's line does not have. */
static size_t wrong_of(const json_t *line, json_t *truth)
{
	size_t n = 0;
	const char *term;
	json_t *value;

	json_object_foreach(truth, term, value) n +=
		!is_right(truth, term, line_value(line, term));
	return n;
}

/* The sum over the records of what `count` says of one; how many of them are
 * transcribed in *ret_n. */
static size_t records_sum(const char *path, const json_t *truth,
			  size_t (*count)(const json_t *, json_t *),
			  size_t *ret_n)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0, keys = 0;

	if (file == NULL)
		die(path);
	while (getline(&line, &cap, file) > 0) {
		json_t *object = json_loads(line, 0, NULL);
		const char *image =
			json_string_value(json_object_get(object, "image"));
		const char *slash = image != NULL ? strrchr(image, '/') : NULL;
		json_t *right = json_object_get(truth, slash != NULL ? slash + 1
						       : image != NULL ? image
								       : "");

		if (right != NULL) {
			keys += count(object, right);
			(*ret_n)++;
		}
		json_decref(object);
	}
	free(line);
	fclose(file);
	return keys;
}

/* ---- pressing keys -------------------------------------------------------- */

static void press(struct player *p, enum keys_kind kind, const char *key)
{
	keys_plan_add(&p->done, kind, key);
	if (p->verbose)
		printf("    key %s (%s)\n", *key > ' ' ? key : "...",
		       keys_kind_word(kind));
	pty_screen_type(&p->screen, key);
	pty_screen_settle(&p->screen, QUIET_MS);
}

/* All keys of a plan, one after the other as a person presses them. */
static void press_plan(struct player *p, const struct keys_plan *plan)
{
	for (int i = 0; i < KEYS_KINDS; i++)
		p->done.kinds[i] += plan->kinds[i];
	pty_screen_type(&p->screen, plan->bytes.data);
	pty_screen_settle(&p->screen, QUIET_MS);
}

static void tell(const struct player *p, const char *term, const char *from,
		 const char *to, const char *how, size_t keys)
{
	if (p->verbose)
		printf("  %-22s %-40.40s -> %-40.40s %s, %zu\n", term, from, to,
		       how, keys);
}

/* What the key that ends a line does beside saving it. */
static void committed(struct player *p)
{
	p->open = strcmp(p->commit, KEY_COMMIT_OPEN) == 0;
	p->signs = strcmp(p->commit, KEY_COMMIT_APPROVE) == 0;
}

/* ---- mending one field ---------------------------------------------------- */

/* A candidate that is right; 0: none is. */
static int right_candidate(const struct shown *shown, const json_t *truth,
			   const char *term)
{
	for (int i = 0; i < CANDIDATES_MAX; i++)
		if (shown->candidates[i].value != NULL &&
		    is_right(truth, term, shown->candidates[i].value))
			return i + 1;
	return 0;
}

/* Keeps the cheaper of two plans in *best; empties the other. */
static void keep(struct keys_plan *best, const char **best_how,
		 struct keys_plan *plan, const char *how)
{
	if (keys_plan_cost(best) == 0 ||
	    keys_plan_cost(plan) < keys_plan_cost(best)) {
		struct keys_plan was = *best;

		*best = *plan;
		*plan = was;
		*best_how = how;
	}
	keys_plan_done(plan);
	*plan = (struct keys_plan){0};
}

static bool is_whole(const char *value)
{
	return value != NULL && *value != '\0' &&
	       strstr(value, ELLIPSIS) == NULL;
}

/* Edits what stands there, from one of its ends. */
static void plan_edits(const struct player *p, const struct shown *shown,
		       const char *to, struct keys_plan *best, const char **how)
{
	struct keys_plan plan = {0};

	for (int start = 0; start < 2 && is_whole(shown->value); start++) {
		keys_plan_add(&plan, KEYS_OPEN, start ? "i" : "e");
		keys_plan_edit(&plan, shown->value, to, start);
		keys_plan_add(&plan, KEYS_COMMIT, p->commit);
		keep(best, how, &plan, "edited");
	}
	for (int i = 0; i < CANDIDATES_MAX; i++) {
		const struct shown_candidate *candidate = &shown->candidates[i];
		char key[3] = {'\033', (char)('1' + i), '\0'};

		if (!is_whole(candidate->value) || !candidate->whole)
			continue;
		keys_plan_add(&plan, KEYS_OPEN, key);
		keys_plan_edit(&plan, candidate->value, to, false);
		keys_plan_add(&plan, KEYS_COMMIT, p->commit);
		keep(best, how, &plan, "candidate edited");
	}
}

/* Takes it from the list below the line into it, and saves it. */
static bool type_listed(struct player *p, const struct shown *shown,
			const char *to)
{
	for (int i = 0; i < CANDIDATES_MAX; i++) {
		char key[3] = {'\033', (char)('1' + i), '\0'};

		if (shown->candidates[i].value == NULL ||
		    strcmp(shown->candidates[i].value, to) != 0)
			continue;
		press(p, KEYS_TAKE, key);
		press(p, KEYS_COMMIT, p->commit);
		committed(p);
		return true;
	}
	return false;
}

/* A word of grey text that is taken for so many letters at least. */
#define GREY_LEAST  2
#define GREY_MENDED 4 /* the same where its last mark has to go again */

/* The bytes of the next word of grey text, as M-f takes it: with the blanks
 * before it and a mark behind the word before. */
static size_t word_size(const char *text)
{
	size_t len = *text != '\0' && strchr(",;:", *text) != NULL;

	len += strspn(text + len, " ");
	for (; text[len] != '\0' && text[len] != ' '; len++)
		if (strchr(",;:", text[len]) != NULL &&
		    (text[len + 1] == ' ' || text[len + 1] == '\0'))
			break;
	return len;
}

/* Where the row cuts the grey text, the list below has all of it, or the
 * more. */
static char *grey_rest(struct player *p, bool *ret_cut)
{
	char *rest = shown_rest(&p->screen, ret_cut);
	struct shown shown CLEANUP(shown_done) = {0};

	if (!*ret_cut || *rest == '\0')
		return rest;
	shown_read(&p->screen, &shown);
	for (int i = 0; i < CANDIDATES_MAX; i++) {
		const char *value = shown.candidates[i].value;
		const char *at = value != NULL ? strstr(value, rest) : NULL;

		if (at == NULL || at == value || strstr(at, ELLIPSIS) != NULL)
			continue;
		free(rest);
		*ret_cut = false;
		return mem_strdup(at);
	}
	return rest;
}

/*
 * Takes of the grey text what is right: all of it, or its next word, also one
 * with a mark behind it that is not wanted. Returns the bytes that are typed by
 * that.
 */
static size_t type_grey(struct player *p, const char *to)
{
	bool cut;
	char *rest CLEANUP(mem_free_str) = grey_rest(p, &cut);
	size_t len = strlen(rest), word = word_size(rest);

	if (!cut && len >= GREY_LEAST && strncmp(to, rest, len) == 0) {
		press(p, KEYS_TAKE, "\t");
		return len;
	}
	/* A word that is cut is not seen whole. */
	if (cut && word == len)
		return 0;
	if (word >= GREY_LEAST && strncmp(to, rest, word) == 0) {
		press(p, KEYS_TAKE, "\033f");
		return word;
	}
	if (word < GREY_MENDED || strncmp(to, rest, word - 1) != 0)
		return 0;
	press(p, KEYS_TAKE, "\033f");
	press(p, KEYS_DELETE, "\177");
	return word - 1;
}

static size_t type_letter(struct player *p, const char *to)
{
	size_t n = 1;
	char letter[8] = {0};

	while (((unsigned char)to[n] & 0xc0) == 0x80)
		n++;
	memcpy(letter, to, n);
	press(p, KEYS_TYPE, letter);
	return n;
}

/*
 * Types from byte `at` on, taking whatever the screen offers of it. True when
 * that saved it.
 */
static bool type_completed(struct player *p, const char *to, size_t at)
{
	size_t len = strlen(to);

	while (at < len) {
		struct shown shown CLEANUP(shown_done) = {0};
		size_t taken = type_grey(p, to + at);

		at += taken > 0 ? taken : type_letter(p, to + at);
		shown_read(&p->screen, &shown);
		if (at < len && type_listed(p, &shown, to))
			return true;
	}
	return false;
}

/*
 * A name by the beginnings of its words, until the list has it: two letters of
 * the genus, and of the epithet as many as it takes. True when that saved it;
 * else the line is empty again.
 */
static bool type_abbreviated(struct player *p, const char *to)
{
	const char *epithet = strchr(to, ' ');
	size_t len = epithet != NULL ? strcspn(epithet + 1, " ") : 0;

	if (epithet == NULL || epithet - to < 2)
		return false;
	for (size_t i = 0; i < 3 + len; i++) {
		char letter[2] = {i < 2 ? to[i] : epithet[i - 2], '\0'};
		struct shown shown CLEANUP(shown_done) = {0};

		press(p, KEYS_TYPE, letter);
		shown_read(&p->screen, &shown);
		if (type_listed(p, &shown, to))
			return true;
	}
	press(p, KEYS_DELETE, "\025");
	return false;
}

static void type_anew(struct player *p, const char *term, const char *to)
{
	if (!p->open)
		press(p, KEYS_OPEN, " ");
	p->open = false;
	if (p->names && strcmp(term, "scientificName") == 0 &&
	    type_abbreviated(p, to))
		return;
	if (type_completed(p, to, 0))
		return;
	press(p, KEYS_COMMIT, p->commit);
	committed(p);
}

#define NAME_KEYS 10

/* Whether typing may end sooner than at the end: names that are on a list, and
 * what stands on the label, which goes on word by word. */
static size_t typing_guess(const struct player *p, const char *term,
			   const char *to)
{
	struct label_words words CLEANUP(label_words_done) = {0};
	size_t all;

	label_words_read(&p->screen, &words);
	all = label_words_along(&words, to) + 2;
	if (p->names && strcmp(term, "scientificName") == 0 && all > NAME_KEYS)
		return NAME_KEYS;
	return all;
}

/* ---- words of the label --------------------------------------------------- */

/* Keys of taking words into the line that is typed, and mending them there:
 * to open the field and the choice, two numbers, the edits, to commit. */
#define WORDS_KEYS 6

/* The words that come nearest to a text that is right, and that text. */
static struct label_span nearest_words(const struct label_words *words,
				       const json_t *truth, const char *term,
				       const char **ret_text)
{
	struct label_span best = {0};
	const char *text;

	for (size_t i = 0; (text = right_text(truth, term, i)) != NULL; i++) {
		struct label_span span = label_words_find(words, text);

		if (span.n == 0 || (best.n > 0 && best.edits <= span.edits))
			continue;
		best = span;
		*ret_text = text;
	}
	return best;
}

static void press_number(struct player *p, const char *number)
{
	for (size_t i = 0; number[i] != '\0'; i++) {
		char key[2] = {number[i], '\0'};

		press(p, KEYS_TAKE, key);
	}
}

/* Takes a run of words: two numbers, or one and Enter. Leaves it where the
 * words do not have numbers. Returns what it says; owned, NULL: nothing. */
static char *take_span(struct player *p, const json_t *truth, const char *term)
{
	struct label_words words CLEANUP(label_words_done) = {0};
	const char *to = NULL;
	char *line;
	struct label_span span;

	label_words_read(&p->screen, &words);
	span = nearest_words(&words, truth, term, &to);
	if (span.n == 0 || words.items[span.first].number[0] == '\0' ||
	    words.items[span.first + span.n - 1].number[0] == '\0') {
		press(p, KEYS_TAKE, "\007");
		return NULL;
	}
	press_number(p, words.items[span.first].number);
	if (span.n > 1)
		press_number(p, words.items[span.first + span.n - 1].number);
	else
		press(p, KEYS_TAKE, "\r");
	line = shown_line(&p->screen);
	return line != NULL ? line : label_words_text(&words, &span);
}

/* Into the line, where what came is mended. */
static void mend_words(struct player *p, const json_t *truth, const char *term,
		       const char *to)
{
	struct keys_plan plan CLEANUP(keys_plan_done) = {0};
	char *came CLEANUP(mem_free_str) = NULL;

	press(p, KEYS_OPEN, "\033w");
	p->open = false;
	came = take_span(p, truth, term);
	keys_plan_edit(&plan, came != NULL ? came : "", to, false);
	keys_plan_add(&plan, KEYS_COMMIT, p->commit);
	press_plan(p, &plan);
	committed(p);
}

/* Whether the words of the label say it for less than `most` keys; then it is
 * taken from there. */
static bool mend_by_words(struct player *p, const json_t *truth,
			  const char *term, const char *value, size_t most)
{
	struct label_words words CLEANUP(label_words_done) = {0};
	size_t before = keys_plan_cost(&p->done);
	const char *to = NULL;
	struct label_span span;

	label_words_read(&p->screen, &words);
	span = nearest_words(&words, truth, term, &to);
	if (span.n == 0 || (span.edits == 0 ? WORDS_KEYS - 1
					    : WORDS_KEYS + span.edits) >= most)
		return false;
	if (span.edits > 0 || p->open) {
		mend_words(p, truth, term, to);
	} else {
		press(p, KEYS_TAKE, "w");
		free(take_span(p, truth, term));
	}
	tell(p, term, value, to, span.edits > 0 ? "words mended" : "words",
	     keys_plan_cost(&p->done) - before);
	return true;
}

/* ---- one field ------------------------------------------------------------ */

/* A text that is right and goes on behind what stands there, for no more than
 * `most` keys; NULL: none does. */
static const char *text_behind(const struct shown *shown, const json_t *truth,
			       const char *term, size_t most)
{
	const char *to;

	for (size_t i = 0; (to = right_text(truth, term, i)) != NULL; i++)
		if (is_whole(shown->value) &&
		    strncmp(to, shown->value, strlen(shown->value)) == 0 &&
		    (size_t)text_width(to + strlen(shown->value)) + 2 <= most)
			return to;
	return NULL;
}

/* Goes on with it from its end, taking what is grey there. */
static void type_behind(struct player *p, const struct shown *shown,
			const char *to)
{
	press(p, KEYS_OPEN, "e");
	if (type_completed(p, to, strlen(shown->value)))
		return;
	press(p, KEYS_COMMIT, p->commit);
	committed(p);
}

/* Each text that is right by its cheapest way. */
static void mend_by_hand(struct player *p, const struct shown *shown,
			 const json_t *truth, const char *term, bool anew)
{
	struct keys_plan best CLEANUP(keys_plan_done) = {0};
	const char *how = "typed", *to, *shortest = right_shortest(truth, term);
	size_t before = keys_plan_cost(&p->done), guess;

	for (size_t i = 0;
	     !p->open && (to = right_text(truth, term, i)) != NULL; i++)
		plan_edits(p, shown, to, &best, &how);
	guess = typing_guess(p, term, shortest);
	if (!anew && keys_plan_cost(&best) > 0 && keys_plan_cost(&best) < guess)
		guess = keys_plan_cost(&best);
	if (!anew && mend_by_words(p, truth, term, shown->value, guess))
		return;
	if (anew || keys_plan_cost(&best) == 0 ||
	    keys_plan_cost(&best) > typing_guess(p, term, shortest)) {
		type_anew(p, term, shortest);
		how = "typed";
	} else {
		to = text_behind(shown, truth, term, keys_plan_cost(&best));
		if (to != NULL) {
			type_behind(p, shown, to);
		} else {
			press_plan(p, &best);
			committed(p);
		}
	}
	tell(p, term, shown->value, shortest, how,
	     keys_plan_cost(&p->done) - before);
}

static int tries_of(const struct player *p, const char *term)
{
	return (int)json_integer_value(json_object_get(p->tries, term));
}

static void dump(const struct player *p)
{
	for (int y = 0; p->verbose && y < p->screen.rows; y++) {
		struct bytes row CLEANUP(bytes_done) = {0};

		pty_screen_row(&p->screen, y, 0, -1, &row);
		printf("  | %s\n", row.data);
	}
}

/* Whether anything but this term is not right yet, as far as it was seen. */
static bool other_wrong(const struct player *p, json_t *truth, const char *term)
{
	const char *other;
	json_t *value;

	json_object_foreach(truth, other, value)
	{
		const char *now =
			json_string_value(json_object_get(p->seen, other));

		if (strcmp(other, term) != 0 &&
		    !seems_right(truth, other, now) &&
		    tries_of(p, other) < TRIES_MAX)
			return true;
	}
	return false;
}

/* What ends a line best: with nothing else to mend the record is signed, and
 * where the next row is empty, and should not be, it is typed into. */
static const char *commit_key(const struct player *p, const struct shown *shown,
			      json_t *truth, const char *term)
{
	char *next CLEANUP(mem_free_str) = NULL;
	const char *known, *now;

	if (!other_wrong(p, truth, term))
		return KEY_COMMIT_APPROVE;
	next = shown_next(&p->screen, shown->row);
	known = next != NULL ? right_term(truth, next) : NULL;
	now = known != NULL ? json_string_value(json_object_get(p->seen, known))
			    : NULL;
	return now != NULL && *now == '\0' && tries_of(p, known) == 0 &&
			       !is_right(truth, known, now)
		       ? KEY_COMMIT_OPEN
		       : KEY_COMMIT;
}

static void mend(struct player *p, const struct shown *shown, json_t *truth,
		 const char *term)
{
	int digit = right_candidate(shown, truth, term);
	char key[3] = {'\033', (char)('0' + digit), '\0'};
	int tries = tries_of(p, term);

	json_object_set_new(p->tries, term, json_integer(tries + 1));
	if (tries > 0)
		dump(p);
	if (tries > 0 && p->open) {
		press(p, KEYS_TAKE, "\007");
		p->open = false;
	}
	p->commit = commit_key(p, shown, truth, term);
	if (tries + 1 == TRIES_MAX)
		p->given_up++;
	if (digit > 0 && tries == 0) {
		tell(p, term, shown->value, shown->candidates[digit - 1].value,
		     "candidate", 1);
		press(p, KEYS_TAKE, p->open ? key : key + 1);
		p->open = false;
		return;
	}
	mend_by_hand(p, shown, truth, term, tries > 0);
}

/* ---- a record ------------------------------------------------------------- */

/* The transcription of the record on the screen, by what its title shows of
 * the image's name. */
static json_t *record_truth(const struct player *p, const struct shown *shown)
{
	size_t len = strcspn(shown->title, " \xe2");
	const char *image;
	json_t *truth;

	json_object_foreach(p->truth, image,
			    truth) if (len >= 8 &&
				       strncmp(image, shown->title, len) ==
					       0) return truth;
	return NULL;
}

/* Remembers what stands on the screen: rows may scroll out of it. */
static void record_look(struct player *p, json_t *truth)
{
	const char *term;
	json_t *value;

	json_object_foreach(truth, term, value)
	{
		char *now CLEANUP(mem_free_str) = shown_value(&p->screen, term);

		if (now != NULL)
			json_object_set_new(p->seen, term, json_string(now));
	}
}

/* A term that is not right yet, as the screen showed it; NULL: all are. */
static const char *record_wrong(struct player *p, json_t *truth)
{
	const char *term;
	json_t *value;

	record_look(p, truth);
	json_object_foreach(truth, term, value)
	{
		const char *now =
			json_string_value(json_object_get(p->seen, term));

		if (!seems_right(truth, term, now) &&
		    tries_of(p, term) < TRIES_MAX)
			return term;
	}
	return NULL;
}

/* "rn" for recordNumber: what jumps there. */
static void term_letters(const char *term, char *ret, size_t size)
{
	size_t n = 0;

	for (const char *at = term; *at != '\0' && n + 1 < size; at++)
		if (at == term || (*at >= 'A' && *at <= 'Z'))
			ret[n++] = (char)(*at | 0x20);
	ret[n] = '\0';
	if (n < 2)
		snprintf(ret, size, "%s", term);
}

/* Whether that came to the term: by the figure before its row, else by
 * letters. They look where they are before they do anything there. */
static bool jump_by(struct player *p, const char *term, const char *letters)
{
	struct shown shown CLEANUP(shown_done) = {0};
	char number[2] = {0};
	bool open = true;

	press(p, KEYS_GO, "'");
	number[0] = (char)('0' + shown_number(&p->screen, term));
	if (number[0] > '0')
		letters = number;
	for (size_t i = 0; open && letters[i] != '\0'; i++) {
		char letter[2] = {letters[i], '\0'};

		press(p, KEYS_GO, letter);
		open = pty_screen_find(&p->screen, "To the term", NULL) >= 0;
		if (open && shown_is_offered(&p->screen, term))
			break;
	}
	if (open)
		press(p, KEYS_GO, "\r");
	usleep(JUMP_US);
	shown_read(&p->screen, &shown);
	return shown.term != NULL && strcmp(shown.term, term) == 0;
}

static void jump_to(struct player *p, const char *term)
{
	char letters[16];

	term_letters(term, letters, sizeof(letters));
	if (!jump_by(p, term, letters))
		jump_by(p, term, term);
}

/* Rows that are gone by one at a time, rather than by the term's letters. */
#define ROWS_NEAR 3

static void go_to(struct player *p, const struct shown *shown, const char *term)
{
	int row = shown_row(&p->screen, term);
	int by = row - shown->row;
	const char *seen = json_string_value(json_object_get(p->seen, term));

	if (p->verbose)
		printf("  to %s, where %s%s%s stands\n", term,
		       seen != NULL ? "\"" : "",
		       seen != NULL ? seen : "nothing that was seen",
		       seen != NULL ? "\"" : "");
	if (row < 0 || shown->row < 0 || by > ROWS_NEAR || by < -ROWS_NEAR) {
		jump_to(p, term);
		return;
	}
	for (; by > 0; by--)
		press(p, KEYS_GO, "j");
	for (; by < 0; by++)
		press(p, KEYS_GO, "k");
}

/* Whether a key left the selection where it was. */
static bool shown_stays(const struct player *p, const struct shown *before)
{
	struct shown now CLEANUP(shown_done) = {0};

	shown_read(&p->screen, &now);
	if (before->term == NULL || now.term == NULL ||
	    strcmp(before->term, now.term) != 0)
		return false;
	dump(p);
	return true;
}

/* Looks at the selected field and does what it needs; false: another one has
 * to be gone to. */
static bool step(struct player *p, json_t *truth, const struct shown *shown)
{
	const char *term =
		shown->term != NULL ? right_term(truth, shown->term) : NULL;

	p->looks++;
	if (term != NULL && tries_of(p, term) < TRIES_MAX &&
	    (p->open || !seems_right(truth, term, shown->value))) {
		mend(p, shown, truth, term);
		return true;
	}
	if (strstr(shown->bottom, "a signs") != NULL)
		return false;
	if (p->verbose)
		printf("  %s \"%s\" is right\n",
		       shown->term != NULL ? shown->term : "", shown->value);
	press(p, KEYS_RIGHT, "\r");
	return !shown_stays(p, shown);
}

/* What the question before a signature offers by its letter y. */
#define SIGN_ALL_THE_SAME " y "
/* A term that the transcription does not have is wrong: that needs a reason. */
#define SIGN_BECAUSE "Approve although wrong"
#define SIGN_WAITS   12

static void sign_because(struct player *p)
{
	press(p, KEYS_SIGN, "o");
	press(p, KEYS_SIGN, "k");
	press(p, KEYS_SIGN, "\r");
}

/* Signs, and says yes to what is asked. */
static void sign(struct player *p)
{
	if (!p->signs)
		press(p, KEYS_SIGN, "a");
	for (int i = 0; i < SIGN_WAITS; i++) {
		struct shown now CLEANUP(shown_done) = {0};
		bool more = pty_screen_settle(&p->screen, QUIET_MS);

		shown_read(&p->screen, &now);
		if (strstr(now.title, "APPROVED") != NULL)
			dump(p);
		if (strncmp(now.title, p->title, strlen(p->title)) != 0 ||
		    strstr(now.title, "APPROVED") != NULL)
			return;
		if (more)
			continue;
		if (pty_screen_find(&p->screen, SIGN_ALL_THE_SAME, NULL) >= 0)
			press(p, KEYS_SIGN, "y");
		else if (pty_screen_find(&p->screen, SIGN_BECAUSE, NULL) >= 0)
			sign_because(p);
	}
	dump(p);
}

static bool record_play(struct player *p)
{
	struct shown shown CLEANUP(shown_done) = {0};
	size_t before = keys_plan_cost(&p->done);
	json_t *truth;
	int steps = 0;

	pty_screen_settle(&p->screen, 400);
	shown_read(&p->screen, &shown);
	truth = record_truth(p, &shown);
	if (truth == NULL)
		return false;
	json_decref(p->tries);
	p->tries = json_object();
	json_decref(p->seen);
	p->seen = json_object();
	p->open = p->signs = false;
	free(p->title);
	p->title = mem_strndup(shown.title, strcspn(shown.title, " "));
	if (p->verbose)
		printf("%s\n", shown.title);
	while (steps++ < STEPS_MAX && !p->signs) {
		struct shown now CLEANUP(shown_done) = {0};
		const char *wrong = record_wrong(p, truth);

		if (wrong == NULL)
			break;
		shown_read(&p->screen, &now);
		if (!step(p, truth, &now)) {
			if (p->verbose && steps > 60)
				dump(p);
			go_to(p, &now, wrong);
		}
	}
	sign(p);
	p->records++;
	if (p->verbose)
		printf("  = %zu keys\n", keys_plan_cost(&p->done) - before);
	return true;
}

/* ---- the whole ------------------------------------------------------------ */

static void report(const struct player *p, size_t keys)
{
	size_t cost = keys_plan_cost(&p->done);

	for (int i = 0; i < KEYS_KINDS; i++)
		printf("  %-32s %6zu\n", keys_kind_word((enum keys_kind)i),
		       p->done.kinds[i]);
	printf("  %zu records, %.1f keys and %.0f s each (%.2f s a key, %.1f s "
	       "a field looked at)\n",
	       p->records, (double)cost / (double)p->records,
	       (KEY_SECONDS * (double)cost + LOOK_SECONDS * (double)p->looks) /
		       (double)p->records,
	       KEY_SECONDS, LOOK_SECONDS);
	if (p->given_up > 0)
		printf("  %zu fields were not mended\n", p->given_up);
	printf("keys %zu of %zu by retyping: %.0f %%\n", cost, keys,
	       100.0 * (double)cost / (double)keys);
}

int main(int argc, char **argv)
{
	struct player p = {0};
	size_t keys, n = 0;
	int i = 1;

	for (; argc > i && strncmp(argv[i], "--", 2) == 0; i++) {
		p.verbose |= strcmp(argv[i], "--verbose") == 0;
		p.names |= strcmp(argv[i], "--names") == 0;
	}
	if (argc - i < 3) {
		fprintf(stderr,
			"usage: %s [--verbose] [--names] TRUTH RECORDS COMMAND...\n",
			argv[0]);
		return 2;
	}
	p.truth = read_truth(argv[i]);
	keys = records_sum(argv[i + 1], p.truth, retyping_of, &n);
	if (strcmp(argv[i + 2], "--check") == 0) {
		n = 0;
		keys = records_sum(argv[i + 1], p.truth, wrong_of, &n);
		printf("  %zu values of %zu records are not as transcribed\n",
		       keys, n);
		return 0;
	}
	pty_screen_open(&p.screen, KEYS_COLUMNS, KEYS_ROWS, &argv[i + 2]);
	if (!pty_screen_await(&p.screen, " 1/", 20000))
		die("no record appeared");
	while (p.records < n && record_play(&p))
		;
	fflush(stdout);
	pty_screen_type(&p.screen, "q");
	pty_screen_close(&p.screen);
	if (p.records == 0)
		die("no record of the transcription was shown");
	report(&p, keys);
	keys_plan_done(&p.done);
	json_decref(p.truth);
	json_decref(p.tries);
	json_decref(p.seen);
	free(p.title);
	return p.records == n ? 0 : 1;
}
