/*
 * state.c: what keys and mail do to the monitor. See state.h.
 *
 * 1. Nothing that is watched is changed by any key.
 * 2. Who looks back in the stream is not moved by what comes.
 */
#include "config.h"

#include "ui/monitor/state.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

void monitor_init(struct monitor *monitor, bool ascii, bool folder)
{
	*monitor = (struct monitor){
		.ascii = ascii,
		.from_folder = folder,
		.in_list = folder,
	};
}

void monitor_forget(struct monitor *monitor)
{
	if (monitor->told != NULL)
		mail_free(&monitor->told->mail);
	if (monitor->picture != NULL)
		mail_free(&monitor->picture->mail);
	monitor->told = NULL;
	monitor->picture = NULL;
	monitor->pictured[0] = monitor->pictured_image[0] = '\0';
	monitor->held = monitor->noticed = 0;
	monitor->fields_top = 0;
	monitor->notice[0] = monitor->trouble[0] = '\0';
}

void monitor_done(struct monitor *monitor)
{
	monitor_forget(monitor);
	if (monitor->list != NULL)
		mail_free(&monitor->list->mail);
	lineedit_done(&monitor->line);
}

const struct feeder_entry *monitor_entry(const struct monitor *monitor)
{
	if (monitor->list == NULL || monitor->chosen >= monitor->list->n)
		return NULL;
	return &monitor->list->entries[monitor->chosen];
}

/* --- the stream ----------------------------------------------------------- */

bool monitor_shows(const struct monitor *monitor,
		   const struct watch_event *event)
{
	/* 1 << enum watch_class */
	static const unsigned int shown[MONITOR_FILTERS] = {
		[FILTER_ALL] = ~0U,
		[FILTER_WRONG] = 1U << WATCH_FAILED | 1U << WATCH_TROUBLE,
		[FILTER_STATE] = 1U << WATCH_STATE | 1U << WATCH_BATCH |
				 1U << WATCH_REVIEW | 1U << WATCH_NOTICE,
	};
	char *folded CLEANUP(mem_free_str) = NULL;
	char *text CLEANUP(mem_free_str) = NULL;

	if ((shown[monitor->filter] & 1U << event->class) == 0)
		return false;
	if (monitor->sought[0] == '\0')
		return true;
	text = mem_printf("%s %s %s", event->type, event->sheet, event->text);
	folded = text_folded(text);
	return strstr(folded, monitor->sought) != NULL;
}

/* The last of the oldest `rows` that are shown: who looks back further sees no
 * more, and what is held may be kept no more. */
static uint64_t events_oldest(const struct monitor *monitor, size_t rows)
{
	const struct watch_log *log = &monitor->told->view.log;
	uint64_t seq = watch_log_first(log);
	size_t found = 0;

	for (; seq < log->seq; seq++) {
		found += monitor_shows(monitor, watch_log_event(log, seq));
		if (found >= rows)
			break;
	}
	return seq;
}

size_t monitor_events(const struct monitor *monitor, uint64_t *ret, size_t n)
{
	const struct watch_log *log;
	uint64_t seq, first;
	size_t found = 0;

	if (monitor->told == NULL)
		return 0;
	log = &monitor->told->view.log;
	first = watch_log_first(log);
	seq = log->seq;
	if (monitor->held > 0 && monitor->held < log->seq) {
		seq = events_oldest(monitor, n);
		seq = monitor->held > seq ? monitor->held : seq;
	}
	for (; seq >= first && seq > 0 && found < n; seq--)
		if (monitor_shows(monitor, watch_log_event(log, seq)))
			ret[found++] = seq;
	return found;
}

/* Goes back (n < 0) or on by so many that are shown. */
static void events_move(struct monitor *monitor, int n)
{
	const struct watch_log *log;
	uint64_t at, oldest;

	if (monitor->told == NULL)
		return;
	log = &monitor->told->view.log;
	at = monitor->held > 0 ? monitor->held : log->seq;
	while (n < 0 && at > watch_log_first(log)) {
		const struct watch_event *event = watch_log_event(log, --at);

		n += event != NULL && monitor_shows(monitor, event);
	}
	while (n > 0 && at < log->seq) {
		const struct watch_event *event = watch_log_event(log, ++at);

		n -= event != NULL && monitor_shows(monitor, event);
	}
	oldest = events_oldest(monitor, (size_t)monitor->events_rows);
	at = at > oldest ? at : oldest;
	monitor->held = at >= log->seq ? 0 : at;
}

/* --- the list ------------------------------------------------------------- */

static void list_choose(struct monitor *monitor, size_t to)
{
	const struct feeder_entry *entry;

	if (monitor->list == NULL || monitor->list->n == 0)
		return;
	monitor->chosen = to < monitor->list->n ? to : monitor->list->n - 1;
	entry = monitor_entry(monitor);
	memcpy(monitor->chosen_path, entry->path, sizeof(monitor->chosen_path));
}

static void list_step(struct monitor *monitor, int n)
{
	size_t at = monitor->chosen;

	if (n < 0)
		list_choose(monitor, at > (size_t)-n ? at - (size_t)-n : 0);
	else
		list_choose(monitor, at + (size_t)n);
}

/* The run that was chosen may stand elsewhere now. */
static void list_follow(struct monitor *monitor)
{
	for (size_t i = 0; i < monitor->list->n; i++)
		if (strcmp(monitor->list->entries[i].path,
			   monitor->chosen_path) == 0)
			monitor->chosen = i;
	list_choose(monitor, monitor->chosen);
}

/* --- keys ----------------------------------------------------------------- */

static void move_by(struct monitor *monitor, int n)
{
	int64_t top = (int64_t)monitor->fields_top + n;

	if (monitor->in_list)
		list_step(monitor, n);
	else if (monitor->page == PAGE_FIELDS)
		monitor->fields_top = top > 0 ? (size_t)top : 0;
	else
		events_move(monitor, n);
}

static int page_rows(const struct monitor *monitor)
{
	return monitor->events_rows > 1 ? monitor->events_rows - 1 : 1;
}

static enum monitor_wish do_quit(struct monitor *monitor)
{
	(void)monitor;
	return WISH_QUIT;
}

static enum monitor_wish do_back(struct monitor *monitor)
{
	if (monitor->help) {
		monitor->help = false;
		return WISH_NOTHING;
	}
	if (monitor->held > 0 || monitor->sought[0] != '\0') {
		monitor->held = 0;
		monitor->sought[0] = '\0';
		return WISH_NOTHING;
	}
	return monitor->from_folder && !monitor->in_list ? WISH_LIST
							 : WISH_NOTHING;
}

static enum monitor_wish do_open(struct monitor *monitor)
{
	return monitor->in_list && monitor_entry(monitor) != NULL
		       ? WISH_OPEN
		       : WISH_NOTHING;
}

static enum monitor_wish do_up(struct monitor *monitor)
{
	move_by(monitor, -1);
	return WISH_NOTHING;
}

static enum monitor_wish do_down(struct monitor *monitor)
{
	move_by(monitor, 1);
	return WISH_NOTHING;
}

static enum monitor_wish do_page_up(struct monitor *monitor)
{
	move_by(monitor, -page_rows(monitor));
	return WISH_NOTHING;
}

static enum monitor_wish do_page_down(struct monitor *monitor)
{
	move_by(monitor, page_rows(monitor));
	return WISH_NOTHING;
}

static enum monitor_wish do_first(struct monitor *monitor)
{
	move_by(monitor, -100000);
	return WISH_NOTHING;
}

static enum monitor_wish do_last(struct monitor *monitor)
{
	move_by(monitor, monitor->page == PAGE_FIELDS ? 0 : 100000);
	return WISH_NOTHING;
}

static enum monitor_wish do_hold(struct monitor *monitor)
{
	if (monitor->told != NULL)
		monitor->held =
			monitor->held > 0 ? 0 : monitor->told->view.log.seq;
	return WISH_NOTHING;
}

static enum monitor_wish do_page(struct monitor *monitor)
{
	monitor->page =
		(enum monitor_page)((monitor->page + 1) % MONITOR_PAGES);
	return WISH_NOTHING;
}

static enum monitor_wish do_page_back(struct monitor *monitor)
{
	monitor->page = (enum monitor_page)(
		(monitor->page + MONITOR_PAGES - 1) % MONITOR_PAGES);
	return WISH_NOTHING;
}

static enum monitor_wish do_filter(struct monitor *monitor)
{
	monitor->filter =
		(enum monitor_filter)((monitor->filter + 1) % MONITOR_FILTERS);
	return WISH_NOTHING;
}

static enum monitor_wish do_seek(struct monitor *monitor)
{
	monitor->typing = true;
	lineedit_set(&monitor->line, monitor->sought);
	return WISH_NOTHING;
}

static enum monitor_wish do_picture(struct monitor *monitor)
{
	monitor->wants_picture = !monitor->wants_picture;
	return WISH_NOTHING;
}

static enum monitor_wish do_help(struct monitor *monitor)
{
	monitor->help = !monitor->help;
	return WISH_NOTHING;
}

static enum monitor_wish do_redraw(struct monitor *monitor)
{
	(void)monitor;
	return WISH_REDRAW;
}

static const struct {
	const char *key;
	enum monitor_wish (*run)(struct monitor *monitor);
} monitor_keys[] = {
	{"q", do_quit},	       {"C-c", do_quit},
	{"Esc", do_back},      {"h", do_back},
	{"Left", do_back},     {"Backspace", do_back},
	{"Enter", do_open},    {"l", do_open},
	{"Right", do_open},    {"k", do_up},
	{"Up", do_up},	       {"j", do_down},
	{"Down", do_down},     {"PageUp", do_page_up},
	{"C-b", do_page_up},   {"PageDown", do_page_down},
	{"C-f", do_page_down}, {"g", do_first},
	{"Home", do_first},    {"G", do_last},
	{"End", do_last},      {"Space", do_hold},
	{"Tab", do_page},      {"BackTab", do_page_back},
	{"f", do_filter},      {"/", do_seek},
	{"p", do_picture},     {"?", do_help},
	{"F1", do_help},       {"C-l", do_redraw},
};

/* The line that is sought; typed text filters as it comes. */
static void seek_key(struct monitor *monitor, const struct key *key)
{
	static const struct {
		const char *key;
		enum lineedit_op op;
	} ops[] = {
		{"Left", LINEEDIT_LEFT},
		{"Right", LINEEDIT_RIGHT},
		{"Home", LINEEDIT_HOME},
		{"End", LINEEDIT_END},
		{"Backspace", LINEEDIT_BACKSPACE},
		{"Delete", LINEEDIT_DELETE},
		{"C-u", LINEEDIT_KILL_HOME},
		{"C-w", LINEEDIT_KILL_WORD_LEFT},
	};
	char *folded CLEANUP(mem_free_str) = NULL;
	char name[KEY_NAME_SIZE], text[5];

	key_format(key, name);
	for (size_t i = 0; i < ARRAY_LEN(ops); i++)
		if (strcmp(name, ops[i].key) == 0)
			lineedit_apply(&monitor->line, ops[i].op);
	if (key_is_text(key))
		lineedit_insert(&monitor->line, text, key_utf8(key, text));
	if (strcmp(name, "Esc") == 0)
		lineedit_set(&monitor->line, "");
	folded = text_folded(lineedit_text(&monitor->line));
	progress_copy(monitor->sought, sizeof(monitor->sought), folded);
	if (strcmp(name, "Esc") == 0 || strcmp(name, "Enter") == 0)
		monitor->typing = false;
}

enum monitor_wish monitor_key(struct monitor *monitor, const struct key *key)
{
	char name[KEY_NAME_SIZE];

	monitor->notice[0] = '\0';
	if (monitor->typing) {
		seek_key(monitor, key);
		return WISH_NOTHING;
	}
	key_format(key, name);
	for (size_t i = 0; i < ARRAY_LEN(monitor_keys); i++)
		if (strcmp(name, monitor_keys[i].key) == 0)
			return monitor_keys[i].run(monitor);
	return WISH_NOTHING;
}

/* --- mail ----------------------------------------------------------------- */

/* The last thing that the watching itself had to say. */
static void take_notice(struct monitor *monitor)
{
	const struct watch_log *log = &monitor->told->view.log;
	uint64_t seq = log->seq;

	for (; seq > monitor->noticed && seq > 0; seq--) {
		const struct watch_event *event = watch_log_event(log, seq);

		if (event == NULL)
			break;
		if (event->class != WATCH_NOTICE)
			continue;
		progress_copy(monitor->notice, sizeof(monitor->notice),
			      event->text);
		monitor->rings = true;
		break;
	}
	monitor->noticed = log->seq;
}

static void take_view(void *receiver, struct mail *mail)
{
	struct monitor *monitor = receiver;
	struct feeder_view *told = CONTAINER_OF(mail, struct feeder_view, mail);

	/* Of the run one has left. */
	if (monitor->in_list) {
		mail_free(mail);
		return;
	}
	/* A log that is read anew counts from one again. */
	if (monitor->told != NULL &&
	    told->view.log.seq < monitor->told->view.log.seq)
		monitor->held = monitor->noticed = 0;
	if (monitor->told != NULL)
		mail_free(&monitor->told->mail);
	monitor->told = told;
	monitor->trouble[0] = '\0';
	take_notice(monitor);
}

static void take_list(void *receiver, struct mail *mail)
{
	struct monitor *monitor = receiver;

	if (monitor->list != NULL)
		mail_free(&monitor->list->mail);
	monitor->list = CONTAINER_OF(mail, struct feeder_list, mail);
	list_follow(monitor);
}

static void take_trouble(void *receiver, struct mail *mail)
{
	struct monitor *monitor = receiver;

	progress_copy(
		monitor->trouble, sizeof(monitor->trouble),
		CONTAINER_OF(mail, struct feeder_trouble, mail)->error.text);
	mail_free(mail);
}

static void take_picture(void *receiver, struct mail *mail)
{
	struct monitor *monitor = receiver;

	if (monitor->picture != NULL)
		mail_free(&monitor->picture->mail);
	monitor->picture = CONTAINER_OF(mail, struct preview_reply, mail);
}

void monitor_mail(struct monitor *monitor, struct mail *mail)
{
	static const struct mail_taker takers[] = {
		{FEEDER_MAIL_VIEW, take_view},
		{FEEDER_MAIL_LIST, take_list},
		{FEEDER_MAIL_TROUBLE, take_trouble},
		{PREVIEW_MAIL_DONE, take_picture},
	};

	mail_hand(mail, takers, ARRAY_LEN(takers), monitor);
}
