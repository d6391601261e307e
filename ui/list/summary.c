/*
 * summary.c: the page at the end of the queue: what was done, what is left,
 * and what could be next, with the keys that get there. See list.h.
 *
 * 1. What there is nothing of is not told; keys are those of the keymap.
 */
#include "config.h"

#include "ui/list/list.h"

#include "base/human.h"

#define SUMMARY_LABEL_W 12
#define SUMMARY_TERM_W	22

/* Appends "12 signed, " where there are any. */
static void count_add(size_t n, const char *word, struct bytes *ret)
{
	if (n == 0)
		return;
	if (ret->len > 0)
		bytes_append_str(ret, ", ");
	human_count(n, ret);
	bytes_printf(ret, " %s", word);
}

static void tell_session(const struct app *app, struct bytes *ret)
{
	count_add(app->work.approved, "signed", ret);
	count_add(app->work.rejected, "rejected", ret);
	count_add(app->work.read_twice, "read a second time", ret);
	if (ret->len == 0)
		bytes_append_str(ret, "nothing signed yet");
}

static void tell_run(const struct app *app, struct bytes *ret)
{
	count_add(app->counts.by_status[STATUS_APPROVED], "signed", ret);
	count_add(app->counts.by_status[STATUS_REJECTED], "rejected", ret);
	if (ret->len == 0)
		bytes_append_str(ret, "nothing");
	bytes_append_str(ret, " of ");
	human_count(app->counts.sheets, ret);
	bytes_append_str(ret, app->counts.sheets == 1 ? " sheet" : " sheets");
}

static void tell_open(const struct app *app, struct bytes *ret)
{
	count_add(app->counts.by_status[STATUS_PENDING], "not begun", ret);
	count_add(app->counts.by_status[STATUS_IN_REVIEW], "begun", ret);
	if (ret->len == 0)
		bytes_append_str(ret,
				 app->counts.sheets > 0
					 ? "nothing: all are signed or rejected"
					 : "nothing: no sheet has been read");
}

static void tell_flagged(const struct app *app, struct bytes *ret)
{
	count_add(app->counts.flagged, "wait for a second look", ret);
}

static void tell_blank(const struct app *app, struct bytes *ret)
{
	count_add(app->counts.blank, "of which nothing was read", ret);
}

static void tell_failed(const struct app *app, struct bytes *ret)
{
	count_add(app->counts.failed, "could not be read", ret);
}

static void tell_marked(const struct app *app, struct bytes *ret)
{
	count_add(app->marks.n, "marked", ret);
}

static void tell_second(const struct app *app, struct bytes *ret)
{
	count_add(app->counts.second, "wait for a second reader", ret);
}

struct summary_entry {
	const char *label;
	/* Appends what there is to say, nothing where there is nothing. */
	void (*tell)(const struct app *app, struct bytes *ret);
};

static const struct summary_entry done[] = {
	{"Now", tell_session},
	{"In all", tell_run},
};
static const struct summary_entry left[] = {
	{"Open", tell_open},	 {"Flagged", tell_flagged},
	{"Second", tell_second}, {"Blank", tell_blank},
	{"Failed", tell_failed}, {"Marked", tell_marked},
};

static bool may_end_search(const struct app *app)
{
	return app->queue.text != NULL;
}

static bool may_end_where(const struct app *app)
{
	return app->queue.where != NULL;
}

static bool has_flagged(const struct app *app)
{
	return app->counts.flagged > 0;
}

/* What is behind a record in the queue may be before it, too. */
static bool may_start_again(const struct app *app)
{
	return app->work.at_end && app_has_others(app);
}

static bool has_second(const struct app *app)
{
	return app->counts.second > 0;
}

static bool has_signed(const struct app *app)
{
	return app->counts.by_status[STATUS_APPROVED] > 0;
}

static bool has_blank(const struct app *app)
{
	return app->counts.blank > 0;
}

static bool has_failed(const struct app *app)
{
	return app->counts.failed > 0 && !app->read_only;
}

/* What could be next: the key of an action, and what is typed behind it. */
static const struct {
	enum action_id action;
	const char *typed; /* behind its key; or NULL */
	const char *text;
	bool (*may)(const struct app *app); /* NULL: always */
} nexts[] = {
	{ACTION_RECORD_NEXT, NULL, "the first record again", may_start_again},
	{ACTION_QUEUE, NULL, "the list of records", NULL},
	{ACTION_CLOSE, NULL, "back; once more ends the search", may_end_search},
	{ACTION_COMMAND, "where", "without the condition", may_end_where},
	{ACTION_COMMAND, "set scope flagged", "the flagged ones", has_flagged},
	{ACTION_COMMAND, "set scope second", "those to be read a second time",
	 has_second},
	{ACTION_COMMAND, "set scope approved", "those that are signed",
	 has_signed},
	{ACTION_COMMAND, "where blank", "those of which nothing was read",
	 has_blank},
	{ACTION_RETRY, NULL, "read the failed sheets again", has_failed},
	{ACTION_EXTRACT, NULL, "read more sheets", NULL},
	{ACTION_QUIT, NULL, "leave the console", NULL},
};

static void summary_entries(const struct app *app, const char *title,
			    const struct summary_entry *entries, size_t n,
			    struct listing *ret)
{
	listing_add(ret, STYLE_NORMAL, "");
	listing_add(ret, STYLE_STRONG, title);
	for (size_t i = 0; i < n; i++) {
		struct bytes text CLEANUP(bytes_done) = {0};

		entries[i].tell(app, &text);
		if (text.len > 0)
			listing_add_entry(ret, SUMMARY_LABEL_W, STYLE_DIM,
					  entries[i].label, STYLE_NORMAL,
					  text.data);
	}
}

/* How far two readers of the same sheet agree, term by term. */
static void summary_agreement(const struct app *app, struct listing *ret)
{
	if (app->n_agreements == 0)
		return;
	listing_add(ret, STYLE_NORMAL, "");
	listing_add(ret, STYLE_STRONG, "Read by two, who said the same");
	for (size_t i = 0; i < app->n_agreements; i++) {
		const struct index_agreement *of = &app->agreements[i];
		struct bytes text CLEANUP(bytes_done) = {0};

		human_count(of->same, &text);
		bytes_append_str(&text, " of ");
		human_count(of->n, &text);
		bytes_printf(&text, " (%.0f %%)",
			     100 * (double)of->same / (double)of->n);
		listing_add_entry(ret, SUMMARY_TERM_W, STYLE_DIM, of->term,
				  STYLE_NORMAL, text.data);
	}
}

static void summary_next(const struct app *app, struct listing *ret)
{
	listing_add(ret, STYLE_NORMAL, "");
	listing_add(ret, STYLE_STRONG, "What could be next");
	for (size_t i = 0; i < ARRAY_LEN(nexts); i++) {
		struct bytes keys CLEANUP(bytes_done) = {0};
		const char *typed = nexts[i].typed;

		if ((nexts[i].may != NULL && !nexts[i].may(app)) ||
		    keymap_keys(app->keymap, MODE_LIST, nexts[i].action, 1,
				&keys) == 0)
			continue;
		if (typed != NULL)
			bytes_append_str(&keys, typed);
		listing_add_entry(ret, 22, STYLE_KEY, keys.data, STYLE_NORMAL,
				  nexts[i].text);
	}
}

void summary_list(const struct app *app, struct listing *ret)
{
	listing_add(ret, STYLE_STRONG,
		    app->work.at_end ? "This is the end of the queue."
				     : "How far it is");
	summary_entries(app, "Done", done, ARRAY_LEN(done), ret);
	if (app->have_counts)
		summary_entries(app, "Left", left, ARRAY_LEN(left), ret);
	summary_agreement(app, ret);
	summary_next(app, ret);
}
