import type { Matter } from '../types.ts'

export const nature: Matter = {
  words: /animal|wildlife|forest|bird|fox|wolf|bear|panda|lion|tiger|horse|deer|elephant|whale|dolphin|shark|fish|turtle|penguin|owl|eagle|bee\b|bees|butterfl|insect|flower|tree|mushroom|garden plant|jellyfish|octopus|coral|dinosaur|rabbit|squirrel|mountain|river|waterfall|desert|volcano|aurora|season|autumn|winter|spring/i,
  open: [
    'Before Sunrise | An hour before sunrise, the forest belongs to those who never learned to hurry. | A misty forest before sunrise, first light between the trees',
    'Listen First | Stand still for a minute. {T} will find you before you find it. | A meadow at dawn, tall grass, mist',
    'A Sound | Something moves in the grass. It has known about you for quite a while. | Tall grass in a meadow at dusk, fireflies',
    'The Map | There is a second map of this valley, and it is written in scent. | A green valley between mountains, morning fog',
  ],
  body: [
    'The Senses | What we call silence is, to other ears, a crowded room. | A fox in a forest clearing at dawn, ears raised',
    'Winter | When food is scarce, every step is a decision, and every track in the snow is a diary. | Tracks across a snowfield, pine trees, falling snow',
    'Camouflage | The art is not to vanish. It is to look like something that nobody needs to notice. | An owl in a pine tree at dusk, fog',
    'Family | The young learn by following. One careful step, and then one careless one. | Three deer in a meadow at golden hour',
    'The Hunt | Nine attempts out of ten fail. Patience, here, is not a virtue. It is dinner. | An eagle over a mountain valley, clouds drifting',
    'Seasons | The calendar here is light: a little more each day, until everything answers. | Cherry trees in bloom by a lake, petals falling',
    'Water | Follow the water and you meet everyone: the hunter, the hunted, and the one asleep. | A stream through a green forest, ripples, sun rays',
    'At Night | When we go home the second shift begins, with better eyes and quieter feet. | A forest at night, fireflies, moonlight',
  ],
  turn: [
    'The Edge | Then a road cuts through, and the old path ends in the middle of nowhere. | A road through a dark forest at dusk, fog',
    'A Return | For years {t} seemed lost here. Then, one spring, there were tracks again. | Fresh tracks in a snowy meadow at sunrise',
  ],
  close: [
    'Leave It | The kindest thing we can do for {t} is to look, and then leave it as it was. | A wide valley at sunset, birds crossing the sky',
    'Still Here | Tonight, while we sleep, {t} will be out there, getting on with it. | A starry sky over a dark forest and a lake',
  ],
  settings: ['in a misty forest at dawn', 'in a meadow at golden hour, tall grass', 'in falling snow, soft winter light', 'by a lake at dusk, ripples on the water'],
  near: ['planet', 'travel'],
}

export const pets: Matter = {
  words: /\bcats?\b|kitten|kitty|\bdogs?\b|puppy|puppies|\bpets?\b|hamster|goldfish|parrot|guinea pig|adopt(ing|ion)? (a|an) |rescue (cat|dog|animal)/i,
  open: [
    'Somebody Is Home | The key turns, and on the other side of the door somebody has been waiting. | A cat in a cozy room by the door, warm evening light',
    'Four Paws | There are two sides to {t}, and one of them is asleep on your sweater. | A cat sleeping on an armchair, sunny window',
    'A Name | It answers to five names, and to the sound of one particular drawer. | A cat on a kitchen table, morning light',
    'Day One | On the first day, it sat under the sofa. On the second, the sofa was taken. | A kitten under an armchair, soft light',
  ],
  body: [
    'The Look | That look means one of three things. Two of them are dinner. | A cat looking up in a bright kitchen, morning light',
    'Sleep | Sixteen hours of sleep a day is not laziness. It is a profession. | A cat sleeping by a window, rain outside',
    'Language | No words, and yet everyone in the house knows exactly what was said. | A dog and a person in a meadow, golden hour',
    'Routine | Ten past seven, every day. No clock has ever been this exact, or this loud. | An old clock in a room, a cat beside it',
    'Trust | It takes weeks to earn, one slow blink at a time, and a second to lose. | A small cat in a garden, soft morning light',
    'The Walk | For you it is the same old street. For the nose at the end of the leash, it is the news. | A dog in an autumn park, falling leaves',
    'Play | A ribbon, a box, a patch of sunlight: the most expensive toy never wins. | A kitten with a ball in a sunny room',
    'At Night | At three in the morning the hunt begins, across the kitchen, with sound effects. | A cat in a dark kitchen, moonlight',
  ],
  turn: [
    'Who Owns Whom | At some point you notice who has been trained here. | A cat sitting on an armchair like a king, warm light',
    'The Quiet One | And on the day you feel worst, nobody asks. A warm weight settles on your knees. | A cat and a lamp in a quiet room, evening rain',
  ],
  close: [
    'Enough | In the end, {t} comes down to food, a warm place, and you. On most days, in that order. | A cat by a window at sunset',
    'Go Home | Go home a little earlier today. Somebody there knows all about {t}. | A dog waiting at a house door, golden evening light',
  ],
  settings: ['in a cozy room by the window, morning light', 'on an armchair, warm evening light', 'in a garden, golden hour', 'on a windowsill, rain outside'],
  near: ['home', 'nature'],
}

export const science: Matter = {
  words: /space|planet|star\b|stars\b|galaxy|black hole|universe|moon|mars|rocket|astronaut|nasa|satellite|telescope|physics|quantum|chemistry|biology|dna|gene|cell\b|atom|gravity|light speed|evolution|brain|neuro|virus|vaccine|math|theorem|experiment|science|scientist|big bang|comet|eclipse|orbit/i,
  open: [
    'Look Up | On a clear night you can see about three thousand stars, and the past of every one of them. | A starry night sky over a dark mountain lake',
    'A Strange Idea | Every great discovery starts with someone saying: that is odd. | A person with a lantern under a vast starry sky',
    'A Small Number | Somewhere in the ninth decimal place, something was wrong. | A glowing crystal in a dark laboratory room, blue light',
    'The Child’s Question | A child asks: and what was before that? The room becomes quiet. | A child-sized figure under an enormous starry sky',
  ],
  body: [
    'Scale | Shrink the Sun to a grain of sand, and the next star is still kilometers away. | A planet with rings in deep space, distant stars',
    'Time | The light in your eye tonight left home before the first city was built. | The milky way over a desert at night',
    'Evidence | An idea is cheap. What counts is the one measurement that could prove it wrong. | A glowing crystal on a pedestal in a dark studio',
    'Tools | Each time we built a better eye, the universe turned out to be larger than we had agreed. | A tower observatory on a mountain at night, stars',
    'Failure | Ninety-nine tests fail. The hundredth tells you what the others had been saying. | A rocket on a launch pad at dawn, smoke',
    'Forces | It cannot be seen, it has no sound, and it holds every ocean in its place. | Waves under a full moon at night',
    'Chance | One random collision, four billion years ago, and here we are, discussing it. | A red planet in space, sparks and dust',
    'Teams | The lone genius makes a good film. The real thing is forty tired people and one spreadsheet. | A small base with lights on the moon, an astronaut',
  ],
  turn: [
    'But Then | And then the numbers did not fit. Not by much. By just enough. | A storm of light in space, nebula',
    'The Twist | The surprise about {t} is not the strangeness. It is how close all of this comes. | A blue planet rising over the surface of the moon',
  ],
  close: [
    'Keep Asking | We do not have the last answer about {t}. We have a better question, and that is more. | An astronaut looking at the stars from the moon',
    'Your Turn | Tonight, go outside and look up. {T} began with exactly that. | A person on a hill under a starry sky, shooting stars',
  ],
  settings: ['in deep space, distant stars', 'over a dark mountain lake, starry night', 'on a pedestal in a dark studio, glowing light', 'above a desert at night, the milky way'],
  near: ['tech', 'nature'],
}

export const history: Matter = {
  words: /history|histor|ancient|dynasty|empire|war\b|king|queen|medieval|silk road|great wall|roman|egypt|pyramid|viking|samurai|castle|temple|museum|archaeolog|tradition|culture|heritage|calligraphy|porcelain|opera|legend|myth\b|mytholog|renaissance|revolution|old city|craft|tang|ming|qing|song dynasty/i,
  open: [
    'A Door | Push open this door, and the noise of the street becomes the noise of another century. | An old wooden gate of a temple at dawn, mist',
    'An Object | It is small enough to hold in one hand, and it has outlived eleven empires. | An ancient vase on a pedestal, soft light, dust motes',
    'Dust | Blow the dust off, and somebody is looking back at you. | An old book in a library, dust in the light',
    'The Bridge | The bridge has carried salt, soldiers, brides. This morning, it carries us. | An old stone bridge over a misty river, sunrise',
  ],
  body: [
    'Roads | Goods traveled on these roads. So did recipes, gods, jokes, and the plague. | A caravan road through desert dunes at sunset',
    'Ordinary People | The chronicles name twelve kings. The bread was baked by ten thousand others. | A village with small houses, smoke rising at dusk',
    'Letters | A merchant writes home: business is slow, the horses are fine, I miss the river. | An old book and a candle on a table at night, flicker',
    'Craft | Nobody wrote down how it was done. It went from hand to hand, like a secret. | A craftsman’s room with vases and warm evening light',
    'Power | From the top of this wall, the border looked obvious. From below it looked like home. | A castle on a mountain in fog',
    'Fire | One night it burned. What survived is what somebody grabbed on the way out. | A tower at night with glowing sparks and smoke',
    'Rediscovery | For four hundred years it lay under a field. Then a farmer’s plough hit stone. | A field at dawn with old stones, mist',
    'Names | We still use their words every day, without knowing whom we are quoting. | A pagoda among autumn trees, falling leaves',
  ],
  turn: [
    'The Collapse | It seemed that it would last forever. It lasted until a Tuesday. | A castle under dark storm clouds, lightning',
    'Another Reading | Look at {t} from the other side of the river, and it is a different story. | A boat crossing a misty river at dawn, a pagoda beyond',
  ],
  close: [
    'It Is Not Over | {T} is not behind us. It is what we are standing on. | A pagoda above a sea of clouds at sunrise',
    'Pass It On | Somebody kept {t} alive long enough for you to hear of it. Now it is your turn. | A lantern passed along a dark street, warm glow',
  ],
  settings: ['in morning mist, old stone walls', 'by candlelight, dust in the air', 'at sunset, long shadows, desert wind', 'under dark clouds, dramatic light'],
  near: ['art', 'travel'],
}

export const planet: Matter = {
  words: /climate|environment|sustainab|carbon|plastic|recycl|renewable|solar|wind (power|energy|turbine)|energy|ocean|pollution|green\b|zero waste|conservation|water crisis|electric (car|vehicle|bus)|bicycle|compost|biodivers|rewild|earth day|emission/i,
  open: [
    'One Planet | Seen from outside there are no borders on it: only weather, and lights. | A blue planet in space, stars',
    'A Bottle | A bottle is used for eleven minutes. It stays for four hundred years. | A bottle floating on the sea at sunrise, waves',
    'The River | Your grandmother swam in this river. The question is who will be next. | A clear river between green hills, sunny morning',
    'The Map Is Changing | Some maps need new colors every year. This one does. | A coastline seen from above the clouds, golden light',
  ],
  body: [
    'The Bill | Nature never sends an invoice. It adds a line, and waits. | Dark clouds over the sea, rough waves',
    'Wind | The air that moves past this hill each night could light the town below. | Windmills on green hills, clouds drifting',
    'Sun | In one hour, the Sun sends more than we use in a year. We are learning to hold the cup. | Sun rays over a wide meadow, morning',
    'Habits | No one changes everything at once. One thing, at home, this week: that works. | A bicycle path through a green park, spring',
    'Return | Leave a field alone for three summers, and see who comes back. | A wild meadow with flowers and butterflies, sunny',
    'Cities | A street with trees is four degrees cooler, and people say hello on it. | A city street lined with trees, morning light',
    'Oceans | Every second breath you take was made by something too small to see, out at sea. | A coral reef under water, fish, light rays',
    'Numbers | The graph looks frightening, until you notice the part that has begun to bend. | A mountain glacier at dawn, clear sky',
  ],
  turn: [
    'Not Too Late | It is later than we would like, and earlier than we fear. | Sunrise over a dark sea, clouds breaking',
    'Who | {T} is often told as a story of sacrifice. What if it is one about good neighbors? | A village with windmills and gardens at golden hour',
  ],
  close: [
    'Hand It Over | We did not inherit {t} as a problem. We can hand it on as a plan. | A young tree in a field at sunrise',
    'Begin Here | You will not solve {t} alone. You will not be alone, either. | A green valley with houses and windmills, rainbow',
  ],
  settings: ['on green hills with windmills, drifting clouds', 'by the sea at sunrise, waves', 'in a wild meadow, butterflies', 'over a city with trees, clear morning'],
  near: ['nature', 'tech'],
}
