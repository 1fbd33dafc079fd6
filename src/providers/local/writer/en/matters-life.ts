import type { Matter } from '../types.ts'

export const food: Matter = {
  words: /coffee|tea\b|teas|matcha|espresso|latte|bread|bak(e|ing|ery)|cook|recipe|noodle|ramen|sushi|chocolate|cake|dessert|wine|beer|whisky|restaurant|kitchen|food|dumpling|pizza|pasta|cheese|breakfast|lunch|dinner|soup|spice|fruit|vegetable|rice|honey|chef|meal|snack|juice|sourdough|barista|hotpot/i,
  open: [
    'Before Breakfast | Somewhere a kitchen light goes on, and the first smell of {t} reaches the stairs. | A cozy kitchen with a warm lamp, a kettle on the table, early morning light',
    'The First Taste | You remember the first time {t} really tasted like something. Hold on to that. | A cup on a wooden table by the window, morning light, steam rising',
    'Market Day | Six o’clock at the market. Whoever comes now still gets to choose. | A village market street at dawn, baskets of apples, mist',
    'A Spoon | All of {t} fits on one spoon, if you know where it has been. | A bowl and a spoon on a wooden table, soft window light',
  ],
  body: [
    'Ingredients | It starts long before the kitchen, with soil, weather, and somebody who got up early. | A farm field at dawn, rolling hills, mist',
    'Heat | Too little heat and nothing happens. Too much, and everything does at once. | A lantern with a warm flame in a dark room, flickering light',
    'Patience | The hardest step in the recipe is the one where you do nothing and wait. | An old clock on a wall in a quiet kitchen, dust in the light',
    'Hands | Watch the hands of anyone who does this daily: no hurry, and not one wasted move. | A person at a wooden table in a warm room, soft window light',
    'Aroma | Most of flavor is smell, which is why the first sip begins before the cup arrives. | A teapot and a cup on a table, steam curling, golden morning light',
    'Balance | Sweet, bitter, sour, salt: good cooking is an argument in which everybody gets heard. | Apples and a vase on a table in a bright kitchen',
    'Water | Change nothing but the water, and the same ingredients give you a different table. | A clear stream in a green forest, sparkling ripples, sunlight',
    'The Table | In the end it is less about what is served than about who is still sitting there. | A warm room with a table, lanterns glowing at evening',
  ],
  turn: [
    'Less | Then you take one thing away, and suddenly you can taste everything that is left. | A single white cup on a plain pedestal, soft studio light',
    'The Mistake | The best version of {t} began as a mistake that nobody dared to throw away. | A tilted jar on a kitchen table, warm evening light, dust motes',
  ],
  close: [
    'Slow Down | Tomorrow, give {t} ten more minutes. You will taste every one of them. | A cup on a windowsill, sunrise over a garden',
    'Share It | So make enough {t} for two. It is the only trick that always works. | Two cups on a wooden table in a cozy room, warm light',
  ],
  settings: ['on a wooden table by a window, early morning light, steam rising', 'in a cozy kitchen, warm evening light', 'on a garden table among flowers, golden hour', 'on a plain pedestal, soft studio light'],
  near: ['home', 'travel'],
}

export const travel: Matter = {
  words: /travel|trip|journey|tour|island|beach|hotel|hostel|backpack|road ?trip|vacation|holiday|destination|itinerar|weekend in|days in|visit|sightsee|hik(e|ing)|camp(ing)?|train ride|cruise|passport|airport|tokyo|kyoto|paris|london|iceland|norway|bali|rome|venice|new york|beijing|shanghai|yunnan|tibet|guilin|dali|village|old town/i,
  open: [
    'Departure | The best part of {t} is the quarter of an hour before anyone knows you have left. | A train leaving a small station at dawn, mist over the fields',
    'A Window Seat | Window seat, no signal, and a line of mountains that was not on the schedule. | A train crossing green mountains, morning haze',
    'The Bag | Pack the bag. Now take half of it out again. That is the whole secret of {t}. | A suitcase in a bright room by a window, morning',
    'First Light | The first morning in a strange place: you do not know yet which sounds are the birds. | A village on a hillside at sunrise, birds in the sky',
  ],
  body: [
    'Arrive Early | Arrive before the crowd does. For one hour the whole place belongs to you and the sweepers. | An empty old street in a village at dawn, soft fog',
    'Get Lost | Put the map away at the third corner. The address you wanted was never the point. | A winding path through a forest, sunlight through the trees',
    'Local Time | Eat where the menu is handwritten, and leave when the owner does. | A small house with glowing lanterns in a village at dusk',
    'Weather | Rain is not bad luck here; it is the reason that the photographs look like that. | A lake among mountains in the rain, low clouds',
    'Distance | From up here, the problem you packed with you is about the size of a boat. | A small boat on a vast blue lake seen from a hill, sunny',
    'Night | After dark the tourists go inside, and the stars come out as if they had waited. | A tent and pine trees under a starry night sky',
    'Slow Road | The slow road costs three hours and gives back everything you will remember. | A winding mountain road at golden hour, a small car',
    'People | Years later you will forget the hotel and still know the name of the ferryman. | A wooden boat with a lantern on calm water at dusk',
  ],
  turn: [
    'The Detour | And then the bus does not come, and the real journey begins. | A lonely road through a meadow, one tree, wide sky',
    'Looking Back | Somewhere on day three you stop photographing {t}, and start looking. | A person standing on a cliff above the sea at sunset',
  ],
  close: [
    'Go | {T} will wait. You are the one with the calendar. | A plane above the clouds at sunrise',
    'Come Home | You come home from {t} with less luggage than you left with. That is how you know. | A lighthouse on the coast at dusk, calm sea',
  ],
  settings: ['wide view at sunrise, light mist', 'at golden hour, long shadows', 'at blue hour, lanterns glowing', 'seen from a hill under drifting clouds'],
  near: ['history', 'nature'],
}

export const home: Matter = {
  words: /home|family|parent|child(ren)?\b|kids?\b|baby|mother|father|grand(ma|pa|mother|father|parents)|wedding|birthday|festival|christmas|new year|spring festival|mid-autumn|thanksgiving|garden|apartment|interior|decor|tidy|clean|pet\b|neighbo|moving house|love letter|friendship|community/i,
  open: [
    'The Light in the Window | Every street has one window that stays lit the longest. Tonight, it is yours. | A small house with glowing windows in the snow at night',
    'Small Things | {T} is mostly small things, done by someone who thinks nobody is watching. | A cozy room with an armchair and a lamp, evening',
    'The Key | You could find that light switch in the dark, with your eyes shut, after twenty years. | A cottage door at night, warm light under it',
    'Sunday | Nothing planned, water on the stove, and somewhere in the house somebody sings. | A bright kitchen with a kettle, Sunday morning light',
  ],
  body: [
    'Morning | Seven o’clock, one shoe missing, and somehow everybody is laughing. | A sunny bedroom with toys and a window, morning light',
    'Traditions | Nobody remembers who began it. That is precisely what makes it a tradition. | Red lanterns hanging in a village street at night',
    'The Recipe | The recipe says a pinch. You still call home to ask how much that is. | An old book open on a kitchen table, warm light',
    'Distance | Eight hundred kilometers, one phone call, and the room is full again. | A train crossing the countryside at dusk, lit windows',
    'Growing | Pencil marks on a door frame: the only chart in this house that always goes up. | A little tree growing in a garden, spring morning',
    'Rain | On rainy Sundays the house gets smaller, and everyone in it gets closer. | A house in the rain, warm light in the windows',
    'Keepsakes | An old clock, a chipped cup, a letter. You could replace them all, and you never will. | An old pocket watch and a cup on a wooden table, dust in the light',
    'The Garden | Things grow here that no one planted on purpose. Patience, mostly. | A garden full of flowers, butterflies, late afternoon sun',
  ],
  turn: [
    'Then Quiet | And one day the noise is gone, and you understand what it was. | An empty armchair by a window, soft evening light',
    'The Door | The door opens, and every plan you made for {t} becomes unimportant. | A warm lit doorway of a cottage in the snow at dusk',
  ],
  close: [
    'Stay a Little | So stay a little longer tonight. {T} was never about the date. | Lanterns glowing in a garden at night, fireflies',
    'Call Them | Thinking of {t}, you know whose face you see. Call them. | A window with warm light under a starry sky',
  ],
  settings: ['in a cozy room, warm evening light', 'in a garden full of flowers, morning sun', 'by a window in the evening, soft light', 'in the snow with lights in the windows, night'],
  near: ['food', 'growth'],
}

export const body: Matter = {
  words: /health|fitness|workout|exercise|yoga|run(ning|ner)?\b|marathon|gym|sleep|stress|meditat|mental|diet|nutrition|posture|stretch|swim|cycl|basketball|football|soccer|tennis|badminton|ski|surf|climb|sport|olympic|athlete|back pain|heart\b|immune|breath/i,
  open: [
    'Five in the Morning | The alarm says five. Your bed has a counter-argument, and it is a good one. | A dark bedroom with a clock, first blue light at the window',
    'One Breath | Take one breath, all the way down. You have just started. | A calm lake at dawn, mist over the water',
    'Stairs | On the third floor you stop to look out of the window. For the view, of course. | A tall tower with winding stairs, morning light',
    'The Shoes | They have stood by the door since January, and they are not angry. | A pair of shoes by a house door, first sunlight',
  ],
  body: [
    'Start Small | Ten minutes is enough. The first victory is over the shoes by the door. | A path through a park at sunrise, soft mist',
    'Rhythm | For the first mile the body complains. Then it finds a rhythm, and it stops asking why. | A person running on a beach at sunrise, waves',
    'Rest | Muscles are torn in the daytime and built at night. Rest is training you do lying down. | A quiet bedroom at night, moonlight through the window',
    'Form | Slower, lower, cleaner: good form looks boring, and it lasts for forty years. | A tall tree standing on a hill, steady light',
    'Fuel | You cannot argue with chemistry: water first, color on the plate, and then the rest. | Apples and a vase on a bright kitchen table',
    'Plateau | Week six is where nothing seems to happen. It is also where most of it does. | A mountain path in thick fog',
    'The Mind | Legs give up last. Long before that, a small voice makes an excellent speech. | A lonely figure before a huge mountain, snow falling',
    'Together | Nobody cheers for a time. They cheer for a face that refuses to stop. | A crowd of balloons rising over a city at morning',
  ],
  turn: [
    'The Wall | Then you hit the wall, and learn that it has a door in it. | A narrow canyon opening to bright light, sun rays',
    'Listen | What changes {t} is not pushing harder. It is listening sooner. | A person sitting by a still lake at dusk',
  ],
  close: [
    'Tomorrow, Again | Tomorrow it will be a little easier. Not because {t} changed: because you did. | Sunrise over mountains, clear sky, birds',
    'Begin | Day one of {t} looks like nothing. Ask anyone on day one hundred. | A path leading to a bright horizon at sunrise',
  ],
  settings: ['at sunrise, long shadows, light mist', 'on a hill under a wide sky', 'by a calm lake, soft morning light', 'in the rain, determined, cinematic'],
  near: ['growth', 'nature'],
}
