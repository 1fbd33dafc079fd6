import type { Matter } from '../types.ts'

export const tech: Matter = {
  words: /\bai\b|artificial intelligence|machine learning|robot|software|app\b|apps\b|code|coding|programm|computer|chip|internet|cyber|data\b|cloud|smartphone|phone|blockchain|vr\b|virtual reality|electric|battery|drone|self-driving|autonomous|startup tech|gadget|laptop|5g|algorithm|keyboard|headphone|camera|openai|chatbot|3d print/i,
  open: [
    'A Blinking Cursor | An empty screen, one blinking cursor, and a problem that nobody has solved yet. | A dark room with a glowing neon screen, city lights outside',
    'It Already Happened | The future of {t} did not arrive with a bang. It arrived as an update. | A neon city at night, light rain',
    'Version Zero | Version zero was held together with tape and stubbornness. It worked for eleven seconds. | A small robot on a workbench in a dim room, sparks',
    'The Button | One button. Behind it, nine hundred decisions that nobody will ever see. | A single glowing button of light in a dark studio',
  ],
  body: [
    'The Problem | First came the boring question: what takes us an hour that should take a minute? | An old clock on a desk in an office room, soft light',
    'How It Works | Underneath, it is simple: see a pattern, make a guess, measure the error, try again. | A glowing crystal with lines of light, dark background',
    'Scale | One machine doing this is a curiosity. A million doing it is a new kind of weather. | A vast futuristic city at night seen from above, neon lights',
    'The Human Part | The machine is fast. Deciding what is worth doing, that is still your job. | A robot and a person facing each other in a bright room',
    'Limits | It is wrong, sometimes, with great confidence. Build as if you knew that. | A robot standing in a foggy street at night',
    'Speed | Version one took three years. Version two took a weekend, and the lessons of three years. | A rocket rising into a clear sky, smoke trail',
    'Trust | People do not ask how it works. They ask who gets to switch it off. | A tower with a single light at dusk, clouds',
    'Everyday | The best technology disappears. You only notice it on the day it is gone. | A calm living room with a lamp, evening',
  ],
  turn: [
    'A Different Question | Stop asking what {t} can do. Ask what you would do with the time. | A person at a window above a city at dawn',
    'The Catch | There is a catch, of course. There always is, and it is written in small letters. | Rain on a neon street at night, reflections',
  ],
  close: [
    'Your Move | {T} will not wait until you are ready. Fortunately, you only need to start. | Sunrise over a futuristic city, clear sky',
    'Build | The tools are on the table. What you build with {t} is the interesting part. | A robot holding a flower in a garden, morning light',
  ],
  settings: ['in a dark studio with glowing lines of light', 'in a futuristic city at night, neon, light rain', 'on a clean white pedestal, studio light', 'in a bright room, morning light'],
  near: ['science', 'business'],
}

export const business: Matter = {
  words: /business|startup|brand|market|sales|customer|product|launch|company|entrepreneur|leadership|team\b|remote work|e-?commerce|shop|store|ads?\b|pricing|investor|pitch|retail|small business|side hustle|freelanc|career|interview|negotiat|service\b|bottle|promo|introduce our|our new/i,
  open: [
    'A Small Room | It began in a small room, with one table, and a promise that sounded too simple. | A small room with a table and a lamp at night',
    'The First Customer | The first customer did not buy {t}. She bought the feeling that someone had thought of her. | A small shop with a lit window on a city street at dusk',
    'Monday | Monday, eight o’clock. The phone has not rung yet, and that is a kind of hope. | An office window above a city at sunrise',
    'A Napkin | The plan fitted on a napkin. It still does, if you write small. | A cup and a paper on a table in a cafe, morning light',
  ],
  body: [
    'The Gap | Everyone had the problem. Everyone had got used to it. That is what a market looks like. | A foggy city street in the morning',
    'Focus | We said no nine times. The tenth idea had room to breathe. | A single lantern on a plain pedestal, dark background',
    'Detail | No one will praise the hinge. They will only notice when it does not click. | A pocket watch on a table, close-up, soft light',
    'Proof | Numbers persuade the head. One honest story does the rest. | A book open on a desk by a window',
    'The Team | Hire people who argue well, and then let them win. | A group of people on a hill at sunrise',
    'Price | Cheap is remembered until Friday. Good is remembered for years. | A golden vase on a pedestal, studio light',
    'Trust | Trust is built in drops: one answered message, one parcel on time. | Rain drops on a window, warm room inside',
    'Growth | Growing fast is easy to show on a slide. Growing well looks like returning faces. | A strong tree on a hill through drifting clouds',
  ],
  turn: [
    'The Bad Month | Then came the month in which nobody called. It taught us more than the good ones. | An empty street in the rain at night',
    'Turn It Around | The question was never how to sell {t}. It was whom it makes proud. | A person opening a window to a bright city morning',
  ],
  close: [
    'Try It | You have heard enough. Take {t} into your own hands. | A bright shop window in a sunny street',
    'What Is Next | This is where {t} stands today. The next chapter has your name on it. | A road leading to a city at sunrise',
  ],
  settings: ['on a clean pedestal, soft studio light', 'in a sunny city street, morning', 'on a wooden table by a window, natural light', 'in a modern room at golden hour'],
  near: ['growth', 'tech'],
}

export const growth: Matter = {
  words: /learn|study|studying|school|exam|language|reading|read(ing)? |book|habit|productiv|focus|time management|procrastinat|motivat|confidence|save money|saving|invest|budget|finance|money|skill|writing|public speaking|memory|goal|discipline|self[- ]|mindful|teach|education|university|homework/i,
  open: [
    'Blank Page | A blank page, a full cup, and a hundred reasons to begin tomorrow. | An open book on a desk with a lamp at night',
    'Ten Minutes | You have ten minutes. Not the whole evening. Ten minutes, for {t}. | A clock on a desk by a window, morning light',
    'The Gap | Between wanting and doing lies a gap about as wide as a doorstep. | A doorstep of a house in morning light, a path beyond',
    'Last Time | You have begun before. That is not failure; that is experience in beginning. | An old staircase in a garden, soft morning light',
  ],
  body: [
    'Smaller | Make the first step so small that saying no would be embarrassing. | Stone steps through a garden, morning',
    'Friction | Put the book on the pillow and the phone in the kitchen. Willpower can rest now. | A book on a bed by a lamp, cozy room',
    'Repeat | Once is an accident. Twice is a memory. Daily is who you are. | Sunrise over a calm lake, mist, again and again',
    'Mistakes | Keep a list of your mistakes. In a year it will be the best book you own. | An old notebook on a wooden table, dust in the light',
    'Compound | A little every day looks like nothing on the chart, until the chart no longer fits. | A small plant in a garden growing towards the sun',
    'Teach It | Explain it to a friend. Wherever you start to mumble, you have found your next lesson. | Two people by a campfire at night, sparks',
    'The Dip | In the middle it gets dull. That is not a sign to stop. It is the middle. | A long road through fog',
    'Rest | Close the book. Half of learning happens when you walk home. | A path through autumn trees, falling leaves',
  ],
  turn: [
    'Not Talent | It was never talent. It was a chair, a time, and coming back. | A chair by a window, sun rays',
    'Why | Before you ask how to manage {t}, ask for whom. The rest gets easier. | A person on a hill looking at the stars',
  ],
  close: [
    'One Page | One page tonight. That is all that {t} is asking of you. | A lamp over an open book at night, warm glow',
    'See You Tomorrow | The secret of {t} is dull and kind: come back tomorrow. | Sunrise through a window on a desk',
  ],
  settings: ['on a desk by a lamp, night', 'by a window, morning light', 'in a library, dust in the light', 'on a path towards the sunrise'],
  near: ['body', 'business'],
}

export const art: Matter = {
  words: /music|song|guitar|piano|violin|jazz|band|paint|art\b|artist|design|photo|film|movie|cinema|dance|ballet|theat|poem|poet|novel|story|writing|sculpt|ceramic|pottery|fashion|architecture|typograph|animation|comic|anime|game\b|games\b|opera|singing|drawing|illustrat|watercolou?r/i,
  open: [
    'The First Note | Silence. Then one note, a little too early, and nobody in the room is alone. | A guitar on a chair in a dark room, one warm light',
    'A Line | A line goes for a walk, and by evening it is {t}. | A blank canvas in a bright studio, morning',
    'Backstage | Behind the curtain it smells of dust, powder, and fear. Then someone nods. | A dark room with a red curtain and one lamp',
    'A Sketch | The first sketch of {t} was made on the back of a bill. The bill was never paid. | A paper and a pencil on a wooden table, warm light',
  ],
  body: [
    'Material | Before there is an idea there is stuff: wood, ink, breath, a string that will not stay in tune. | Vases and brushes on a wooden table, warm light',
    'Limits | Give it only three colors and two rules. Freedom begins there. | Three lanterns in red, blue and yellow in the dark',
    'Practice | Ten thousand wrong versions are hidden under the right one, like layers of paint. | A painter’s room with stacked canvases, dust in the light',
    'The Room | The audience believes it is watching. In truth it is half of the instrument. | Lanterns over a city square at night, a crowd',
    'Stealing | Everyone borrows. The good ones pay it back with interest. | A library room with old books, warm light',
    'The Error | The crack in the glaze was a mistake. Now it is what people travel to see. | A ceramic vase with golden lines on a pedestal',
    'Color | Put the same gray beside red and it turns green. So it is with everything we look at. | Flowers of every color in a garden, sunny',
    'Afterwards | When it is over you keep one bar of it, and hum it in the kitchen. | A quiet kitchen at night, moonlight',
  ],
  turn: [
    'The Pause | Then comes the pause. Any beginner can play notes. {T} lives in what is left out. | A still lake at night with one light',
    'For Whom | Nobody asked for it. That is where {t} gets its strength. | A street musician with a guitar in the rain at night',
  ],
  close: [
    'Make Something | Make something tonight. It may be bad. {T} always starts bad. | A warm lit window in a dark street',
    'Once More | Go back to {t} once more, and this time look at the edges. | A curtain of light, golden dust in the air',
  ],
  settings: ['on a chair in a dark room, one warm light', 'in a bright studio, morning light', 'in a city street at night, light rain', 'on a pedestal, golden dust in the air'],
  near: ['history', 'home'],
}

export const general: Matter = {
  words: /$^/,
  open: [
    'Closer | From far away {t} looks simple. Come a little closer. | A small house on a hill seen through morning mist',
    'A Moment | It takes one ordinary moment to see {t} in a new way. This could be it. | Sun rays through trees onto a quiet path',
  ],
  body: [
    'Where It Began | It began as it usually does: somebody was not satisfied, and stayed up late. | A lit window in a dark house at night, stars',
    'What You See | What we notice first is the surface. It is bright, and it is the smallest part. | Light glittering on a lake, ripples, sunny',
    'What You Don’t | Beneath it are years that left no photographs. | Deep sea with light rays, bubbles rising',
    'The Detail | Look for the one detail that nobody would have missed. Someone cared about it anyway. | A flower in a meadow, close-up, morning light',
    'The People | Ask who does it, and you never get a job title. You get a story. | A group of people walking along a beach at sunset',
    'The Cost | It has its price. Mostly it is paid in mornings. | An empty road at dawn, fog',
    'The Habit | Repeated often enough, the difficult becomes quiet, and then it becomes yours. | Waves on a beach, evening light',
    'The Reward | And then one day it works, without applause, and you are smiling at nothing. | A balloon rising over green hills at sunrise',
    'In Numbers | Counted, it is not much: a few hours, a few steps, a few people. It adds up anyway. | Birds crossing a wide sky at dusk',
    'Elsewhere | Other places do it differently. It is worth asking why before asking which is better. | A boat between two shores on a misty lake',
    'The Doubt | Of course there are doubts. They are how you know that somebody is thinking. | A crossroads in a foggy field',
    'Now | Right now, as you listen, someone is trying it for the first time. | A child-sized boat on a calm lake, morning sun',
  ],
  turn: [
    'But | And still, something was missing from the picture. | A half-open door with light behind it, dark room',
    'Turn Around | Turn {t} around once, and the back is more interesting than the front. | A mountain mirrored in a still lake, sunrise',
  ],
  close: [
    'Your Turn | That is {t}, or the beginning of it. The rest is yours to find out. | A road towards the horizon at sunrise',
    'Remember This | If you keep one thing about {t}, keep the feeling of the first minute. | A lighthouse at dusk, its light turning over the sea',
  ],
  settings: ['in soft morning light, mist', 'at golden hour, long shadows', 'under a wide sky with drifting clouds', 'at night, warm light, stars above'],
  near: ['growth', 'home', 'nature'],
}
