/*
 * group.c: lines that count together. See group.h.
 *
 * 1. What is said of a line does not change once it is said to be whole or
 *    void: the file grows at its end alone.
 * 2. What was found of a group is kept in the database while its lines are
 *    taken in, which takes many transactions; whoever goes on may be another
 *    process, and does not see its beginning.
 * 3. Lines are looked through once: what was seen of a group that has no end
 *    yet is kept. A line is parsed only where its bytes leave a doubt.
 */
#include "config.h"

#include "run/index/fold/group.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "run/journal/act.h"

void index_group_forget(struct index *index)
{
	free(index->group.id);
	index->group = (struct index_group){0};
}

/* --- looking through ------------------------------------------------------ */

static bool group_has(const struct journal_line *line, const char *text)
{
	return memmem(line->text, line->len, text, strlen(text)) != NULL;
}

enum group_part { PART_NONE, PART_MIDDLE, PART_END };

/* What a line is to the group; of its end also how many lines it says that
 * they are, -1: it does not. As this program writes it (act_write) a quick
 * look tells the many in the middle; JSON text has no bare quotes inside. */
static enum group_part group_part(const struct journal_line *line,
				  const char *member, const char *group,
				  int64_t *ret_n)
{
	enum group_part part = PART_NONE;
	struct act act;

	if (line->text == NULL)
		return PART_NONE;
	if (group_has(line, member) && !group_has(line, "\"group_end\""))
		return PART_MIDDLE;
	if (act_read(line->text, line->len, &act, NULL) < 0)
		return PART_NONE;
	if (act.group != NULL && strcmp(act.group, group) == 0)
		part = act.group_end != 0 ? PART_END : PART_MIDDLE;
	*ret_n = act.group_end;
	act_done(&act);
	return part;
}

/* Reads on from where the look ended. */
static int group_scan(struct journal_reader *reader, struct index_group *group,
		      enum group_state *ret, struct error *err)
{
	char *member CLEANUP(mem_free_str) =
		mem_printf("\"group\":\"%s\"", group->id);
	struct journal_line line;
	int got;

	*ret = GROUP_OPEN;
	while ((got = journal_reader_next(reader, &line, err)) > 0) {
		int64_t n = 0;
		enum group_part part = group_part(&line, member, group->id, &n);

		if (part == PART_NONE) {
			*ret = GROUP_VOID;
			return 0;
		}
		group->lines++;
		group->to = line.position + line.len + 1;
		if (part == PART_END) {
			*ret = n < 0 || n == group->lines ? GROUP_WHOLE
							  : GROUP_VOID;
			return 0;
		}
	}
	return got;
}

static int group_look(struct index *index, struct index_group *group,
		      enum group_state *ret, struct error *err)
{
	struct journal_reader *reader;
	int rc;

	if (journal_reader_open(index->run->dir, JOURNAL_EDITS, group->to,
				&reader, err) < 0)
		return -1;
	rc = group_scan(reader, group, ret, err);
	journal_reader_close(reader);
	return rc;
}

/* --- what is known -------------------------------------------------------- */

/* What a transaction before this one found: 1, 0 or -1. */
static int group_known(struct index *index, const char *id, uint64_t position,
		       enum group_state *ret, struct error *err)
{
	char *known CLEANUP(mem_free_str) = NULL;
	int64_t to, is_void;

	if (index_db_meta_text(index, "group", &known, err) < 0 ||
	    index_db_meta(index, "group.to", &to, err) < 0 ||
	    index_db_meta(index, "group.void", &is_void, err) < 0)
		return -1;
	if (known == NULL || strcmp(known, id) != 0 || position >= (uint64_t)to)
		return 0;
	*ret = is_void != 0 ? GROUP_VOID : GROUP_WHOLE;
	return 1;
}

static int group_keep(struct index *index, const struct index_group *group,
		      enum group_state state, struct error *err)
{
	if (index_db_meta_text_put(index, "group", group->id, err) < 0 ||
	    index_db_meta_put(index, "group.void", state == GROUP_VOID, err) <
		    0)
		return -1;
	return index_db_meta_put(index, "group.to", (int64_t)group->to, err);
}

/* Takes up the look at this group, or begins one. */
static void group_begin(struct index_group *group, struct index *index,
			const char *id, uint64_t position)
{
	if (group->id != NULL && strcmp(group->id, id) == 0 &&
	    position >= group->from && position < group->to)
		return;
	index_group_forget(index);
	*group = (struct index_group){
		.id = mem_strdup(id), .from = position, .to = position};
}

int index_group_judge(struct index *index, const char *id, uint64_t position,
		      enum group_state *ret, struct error *err)
{
	struct index_group *group = &index->group;
	int got = group_known(index, id, position, ret, err);

	if (got != 0)
		return got < 0 ? -1 : 0;
	group_begin(group, index, id, position);
	if (group_look(index, group, ret, err) < 0)
		return -1;
	if (*ret == GROUP_OPEN)
		return 0;
	got = group_keep(index, group, *ret, err);
	index_group_forget(index);
	return got;
}
