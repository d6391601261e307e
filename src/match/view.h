/*
 * view.h: what GBIF has answered of a run's records, as far as its cache has
 * it: verdicts on a record, and the answers for who offers candidates. Asks
 * nobody; without a cache it says nothing.
 *
 * One thread's. Nothing here changes a record.
 */
#ifndef MATCH_VIEW_H
#define MATCH_VIEW_H

#include "dwc/validate/verdict.h"
#include "match/finding.h"
#include "run/run/run.h"

struct match_view;

/* The run is borrowed. Fails where the table of countries cannot be read. */
int match_view_open(const struct run *run, struct match_view **ret,
		    struct error *err) MUST_USE;
void match_view_close(struct match_view *view); /* NULL is fine */
/* Before a record is looked at: whether there is anything to look into. What
 * others have asked meanwhile is seen from now on. */
bool match_view_follow(struct match_view *view);
/* Whom the last session asked, borrowed; NULL where there was none. */
const struct match_server *match_view_server(const struct match_view *view);

/* What GBIF says of one name. */
struct said_name {
	struct asked_name asked;
	struct gbif_match match;
	char *state; /* of the index */
	enum finding_kind finding;
};
/* False where the value is not a name that is asked, or no answer is there;
 * *ret is empty then. */
bool match_view_name(struct match_view *view, const char *value,
		     const char *author, const char *family,
		     struct said_name *ret);
void said_name_done(struct said_name *said); /* also for CLEANUP */

/* The same of its coordinates. */
struct said_place {
	struct asked_place asked;
	struct gbif_areas areas;
	bool elsewhere; /* than in the country of the record */
};
bool match_view_place(struct match_view *view, const char *latitude,
		      const char *longitude, const char *country,
		      struct said_place *ret);
/* The same of a record. */
bool match_view_record_name(struct match_view *view, const struct terms *terms,
			    const struct record *record, struct said_name *ret);
bool match_view_record_place(struct match_view *view, const struct terms *terms,
			     const struct record *record,
			     struct said_place *ret);
void said_place_done(struct said_place *said); /* also for CLEANUP */

/*
 * Adds what GBIF says to the verdicts of a record, beside what the lists of
 * names say (dwc/taxa/taxa_verdict.h): a warning where it has not the name, with
 * one that is near as proposal, and where the coordinates lie in another
 * country; a note on synonyms and homonyms. Nothing of a value that is wrong by
 * itself. They have VERDICT_GBIF as their origin: they choose nothing.
 */
void match_validate(struct match_view *view, const struct terms *terms,
		    const struct record *record, struct verdicts *verdicts);

#endif
