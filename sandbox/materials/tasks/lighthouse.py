"""The log of a lighthouse keeper: short entries in a narrow style, so that a small network can learn from them."""

LOG = """\
the lamp was lit at dusk.
the lamp was out at dawn.
the lamp burned all night.
the lamp burned low before dawn.
the lamp was clean and the glass was clear.
the light was clear over the water.
the light turned all night over the water.
the keeper lit the lamp at dusk.
the keeper cleaned the glass at noon.
the keeper slept until noon.
the keeper watched the boats until dusk.
the keeper watched the light turn on the water.
the keeper wrote the log and went to sleep.
the keeper went down to the boat at dawn.
the keeper went up to the lamp at dusk.
the keeper heard the bell in the fog.
the keeper heard the wind all night.
the wind was north and cold.
the wind was north and strong all night.
the wind was west and warm.
the wind was west and the sea was high.
the wind was low and the sea was calm.
the wind turned north before dawn.
the wind turned west at noon.
the wind went down at dusk.
the sea was calm at dawn.
the sea was calm and the boats went out.
the sea was high and the boats stayed in.
the sea was grey and cold all day.
the sea was high over the rocks.
the sea went down before noon.
the fog came in before dawn.
the fog came in from the north.
the fog stayed low over the water.
the fog went out with the wind.
the fog was low and the bell rang all night.
the bell rang all day in the fog.
the bell rang until the fog went out.
the bell was cold and wet.
the rain came in from the west.
the rain came down all day.
the rain went out with the wind at dusk.
the rain was cold and the rocks were wet.
the storm came in from the north at noon.
the storm came in from the west before dusk.
the storm stayed all night.
the storm went down before dawn.
the boats went out at dawn.
the boats came in before the storm.
the boats came in with the wind.
the boats stayed in all day.
one boat came in from the north.
one boat went out in the fog and came in at noon.
one boat was late and the lamp was lit at noon.
one boat stayed out all night and came in at dawn.
two boats went north with the wind.
two boats were late and the bell rang.
two boats came in and the keeper slept.
no boats went out in the storm.
no boats came in from the west.
no rain came and the day was warm.
no wind came and the sea was calm all day.
the day was calm and clear.
the day was grey and the light was low.
the day was cold and the wind was north.
the night was calm and the sea was low.
the night was clear and the lamp burned low.
the night was long and cold.
the night was wet and the keeper watched the sea.
the gulls came in before the storm.
the gulls stayed on the rocks all day.
the gulls went out with the boats.
the gulls slept on the rocks until dawn.
the rocks were wet with rain.
the rocks were clear at noon.
the glass was wet with fog.
the glass was cleaned and the lamp was lit.
the oil was low and the boat was late.
the oil came in with the boat at noon.
the oil burned clear all night.
the door was shut before the storm.
the door was wet with rain all day.
the log was written at dusk.
the log was written and the lamp was lit.
the stairs were cold and the lamp was warm.
the stairs were wet with fog.
"""
