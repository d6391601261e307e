/*
 * price.c: see price.h.
 *
 * 1. What this run has measured comes before what a list says: prompts,
 *    pictures and answers are those of its sheets.
 */
#include "config.h"

#include "extract/forecast/price.h"

#include "engine/chat/chat.h"

const char *forecast_basis_word(enum forecast_basis basis)
{
	static const char *const words[] = {
		[FORECAST_UNKNOWN] = "unknown",
		[FORECAST_NOTHING] = "nothing",
		[FORECAST_MEASURED] = "measured",
		[FORECAST_LISTED] = "listed",
	};

	return words[basis];
}

/* `paid` of sheets that were read this way, `other` of those that were read the
 * other way; what the list says of both. */
static struct sheet_price price_of(double paid, double other, double listed,
				   double listed_other)
{
	if (paid > 0)
		return (struct sheet_price){paid, FORECAST_MEASURED};
	if (listed < 0)
		return (struct sheet_price){-1, FORECAST_UNKNOWN};
	if (other > 0 && listed_other > 0)
		return (struct sheet_price){other * listed / listed_other,
					    FORECAST_MEASURED};
	return (struct sheet_price){listed, FORECAST_LISTED};
}

struct sheet_price sheet_price_stream(const struct engine *engine,
				      const struct measured *measured)
{
	const struct model_list *models = chat_models(engine);

	if (models->n == 1 && model_is_free(models->items[0]))
		return (struct sheet_price){0, FORECAST_NOTHING};
	return price_of(measured->cost_usd, measured->batch_usd,
			chat_sheet_cost(engine), chat_sheet_batch_cost(engine));
}

struct sheet_price sheet_price_batch(const struct engine *engine,
				     const struct measured *measured)
{
	return price_of(measured->batch_usd, measured->cost_usd,
			chat_sheet_batch_cost(engine), chat_sheet_cost(engine));
}
