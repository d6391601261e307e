/*
 * test_typing.c: what follows from what is typed, whatever keys are pressed; and
 * what another program brings back.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/text.h"
#include "tests/kit/rounds.h"
#include "tests/kit/world.h"
#include "ui/terminal/editor.h"
#include "ui/typing/determinations.h"
#include "ui/view/view.h"

static void begin(struct world *world, const char *script)
{
	struct bytes out = {0};

	world_init(world);
	world_play(world, script, &out);
	bytes_done(&out);
}

static void play(struct world *world, const char *script)
{
	struct bytes out = {0};

	world_play(world, script, &out);
	bytes_done(&out);
}

static void comes_back(struct world *world, const char *text, const char *error)
{
	struct editor_done *done = mem_zalloc(sizeof(*done));

	done->mail = (struct mail){.kind = EDITOR_MAIL_DONE};
	done->text = (char *)(uintptr_t)text;
	if (error != NULL)
		error_set(&done->error, ERROR_FAILED, "%s", error);
	app_event(&world->app, &done->mail, &world->effects);
	world_collect(world);
}

static void test_an_editor_that_fails_takes_nothing(void **state)
{
	struct world w;

	begin(&w, "size 100 30\nstart\nkeys g j e\ntype !\nkeys C-x C-e\n");
	assert_true(w.app.typing.away);
	comes_back(&w, NULL, "it has failed");
	assert_false(w.app.typing.away);
	assert_string_equal(lineedit_text(&w.app.edit.line), "Wm. Shevkenek!");
	assert_non_null(strstr(w.app.message.text, "it has failed"));
	play(&w, "keys C-x C-e\n");
	comes_back(&w, NULL, NULL);
	assert_string_equal(lineedit_text(&w.app.edit.line), "Wm. Shevkenek!");
	play(&w, "keys C-x C-e\n");
	/* One line, since the value has no others. */
	comes_back(&w, "W. Shevkenek\nand others", NULL);
	assert_string_equal(lineedit_text(&w.app.edit.line),
			    "W. Shevkenek and others");
	world_done(&w);
}

static void test_a_determination_is_in_the_draft(void **state)
{
	struct world w;
	char *list;

	begin(&w, "size 100 30\nstart\nkeys m G\nclick 5 12\nkeys e a\n"
		  "type Poa annua\n");
	assert_int_equal(w.app.prompt.kind, PROMPT_DETERMINATION);
	list = determinations_unsaved(&w.app);
	assert_string_equal(list, "[{\"scientificName\":\"Poa annua\"}]");
	free(list);
	assert_int_equal(w.app.drafted.n_unsaved, 1);
	assert_string_equal(w.app.drafted.unsaved[0].value,
			    "[{\"scientificName\":\"Poa annua\"}]");
	play(&w, "keys Esc\n");
	assert_null(determinations_unsaved(&w.app));
	assert_int_equal(w.app.drafted.n_unsaved, 0);
	world_done(&w);
}

static void test_a_click_sets_the_cursor(void **state)
{
	struct world w;

	begin(&w, "size 100 30\nstart\nkeys g j e\n");
	/* "Wm. Shevkenek" begins where the values do. */
	play(&w, "click 22 3\ntype _\n");
	assert_string_equal(lineedit_text(&w.app.edit.line), "Wm. _Shevkenek");
	world_done(&w);
}

/* ---- a walk -------------------------------------------------------------- */

static const char *const steps[] = {
	"keys e\n",
	"keys Enter\n",
	"keys Esc\n",
	"keys Tab\n",
	"keys Right\n",
	"keys Left\n",
	"keys Down\n",
	"keys Up\n",
	"keys M-1\n",
	"keys M-3\n",
	"keys C-u\n",
	"keys C-k\n",
	"keys C-y\n",
	"keys Home\n",
	"keys M-Enter\n",
	"keys Backspace\n",
	"keys C-w\n",
	"keys Space\n",
	"keys j\n",
	"keys k\n",
	"keys g\n",
	"keys u\n",
	"type 14.8.69\n",
	"type 8/7/69\n",
	"type Agr\n",
	"type sas\n",
	"type e\314\201\n",
	"type 標本\n",
	"type שלום\n",
	"type 2000 ft\n",
	"paste two words\n",
	"hold\n",
	"answer\n",
	"hidden\n",
	"painted\n",
	"resize 80 24\n",
	"resize 160 50\n",
	"click 24 15\n",
	"keys v\n",
	"fail no\n",
	"ok\n",
	"keys m\n",
	"type brought there when the grade was made, north of the creek \n",
};

/* A generator of C (7.22.2.1), so that a walk is the same everywhere. */
static unsigned next(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 16 & 0x7fff;
}

/* What is drawn of it needs no luck, and the cursor stands on the screen. */
static void check(struct world *w)
{
	const struct layout *l = &w->app.layout;
	const struct lineedit *line = &w->app.edit.line;
	struct surface surface;

	assert_true(line->at <= line->text.len);
	assert_true(text_is_utf8(lineedit_text(line), line->text.len));
	surface_init(&surface, l->columns, l->rows, false);
	app_render(&w->app, &surface);
	if (w->app.edit.active && w->app.overlay == OVERLAY_NONE &&
	    !w->app.prompt.active) {
		assert_true(surface.cursor_x >= 0 &&
			    surface.cursor_x < l->columns);
		assert_true(surface.cursor_y >= 0 &&
			    surface.cursor_y < l->rows);
	}
	surface_done(&surface);
}

static void test_walk(void **state)
{
	int walks = rounds_of(100);
	unsigned seed = 7;

	for (int walk = 0; walk < walks; walk++) {
		struct world w;

		begin(&w, "size 100 30\n"
			  "knows scientificName Agropyron repens | (L.)\n"
			  "knows locality brought there when it rained\n"
			  "start\n");
		/* The kit remembers so many acts to be taken back. */
		for (int i = 0; i < 25; i++) {
			play(&w, steps[next(&seed) % ARRAY_LEN(steps)]);
			check(&w);
		}
		world_done(&w);
	}
}

/* What the label says of a term, at this place. */
static struct term_suggestions label_says(const char *term, const char *value,
					  struct box place)
{
	struct term_suggestions ret = {.term = mem_strdup(term)};

	suggestions_add(&ret.list, &(struct suggestion){
					   .value = (char *)(uintptr_t)value,
					   .source = SUGGESTION_LABEL,
					   .sources = 1u << SUGGESTION_LABEL,
					   .score = 0.6,
					   .boxes = &place,
					   .n_boxes = 1,
				   });
	return ret;
}

/* A date is taken from the label, beside what was read for how it is written;
 * returns what stands there then. */
static char *written_along(const char *written, enum field_source source)
{
	const struct box here = {10, 20, 300, 40}, below = {10, 90, 300, 40};
	struct query_suggestions reply = {.ticket = 7, .n_terms = 2};
	struct world w;
	char *ret;

	world_init(&w);
	record_set(&w.records[0].specimen.record, "verbatimEventDate", written,
		   0.9, source);
	play(&w, "size 100 30\nstart\nkeys g j j\n");
	reply.specimen_id = w.app.here.specimen.id;
	reply.terms = mem_zalloc(2 * sizeof(*reply.terms));
	reply.terms[0] = label_says("eventDate", "1969-08-14", here);
	reply.terms[1] = label_says("verbatimEventDate", "Sept 1 1969", below);
	suggestions_add(&reply.terms[1].list,
			&(struct suggestion){
				.value = (char *)(uintptr_t) "Aug 14 1969",
				.boxes = (struct box *)(uintptr_t)&here,
				.n_boxes = 1,
			});
	mem_replace(&w.app.helps.asked.id, w.app.here.specimen.id);
	w.app.helps.ticket = 7;
	helps_take(&w.app, &reply);
	play(&w, "painted\nkeys 1\n");
	assert_string_equal(app_value(&w.app, "eventDate"), "1969-08-14");
	ret = mem_strdup(app_value(&w.app, "verbatimEventDate"));
	world_done(&w);
	return ret;
}

static void test_words_come_along_with_their_date(void **state)
{
	static const struct {
		const char *written;
		enum field_source source;
		const char *then;
	} rows[] = {
		{"Aug 14 1966", SOURCE_MODEL, "Aug 14 1969"},
		{"14.8.69", SOURCE_MODEL, "14.8.69"},
		{"Aug 14 1966", SOURCE_HUMAN, "Aug 14 1966"},
		{"", SOURCE_MODEL, ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *then CLEANUP(mem_free_str) =
			written_along(rows[i].written, rows[i].source);

		assert_string_equal(then, rows[i].then);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_editor_that_fails_takes_nothing),
		cmocka_unit_test(test_a_determination_is_in_the_draft),
		cmocka_unit_test(test_a_click_sets_the_cursor),
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_words_come_along_with_their_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
