import type { Tongue } from '../types.ts'

export const arcs: Tongue['arcs'] = {
  question: {
    hook: [
      'One Question | Here is a question about {t} that almost nobody stops to ask. | {t}, {s}',
      'Why? | Why does {t} stay with us, when so much else is forgotten by Monday? | {t}, {s}',
      'A Simple Question | What do you really know about {t}? Give yourself three seconds. | {t}, {s}',
    ],
    turn: ['So, Again | So ask it again, slowly: what was {t} ever about? | {t}, {s}', 'The Answer | The answer is shorter than we hoped, and better. | {t}, {s}'],
    links: ['', 'Part of the answer:', '', 'And there is more.', '', 'Which brings us here.', ''],
  },
  myth: {
    hook: [
      'What Everyone Knows | Everybody has an opinion about {t}. Most of them are ten years old. | {t}, {s}',
      'Not Quite | Nearly everything we are told about {t} is almost right. That is the trouble with it. | {t}, {s}',
      'Forget It | Forget, for a moment, what you have heard about {t}. | {t}, {s}',
    ],
    turn: ['The Truth | The truth about {t} is quieter than the rumor, and it lasts longer. | {t}, {s}', 'So It Goes | A myth is comfortable. It never asks you to look. So: look. | {t}, {s}'],
    links: ['', 'What people forget:', '', 'Here is the part that gets left out.', '', 'And one thing more.', ''],
  },
  list: {
    hook: [
      'A Short List | {T}, in a handful of moments. Keep the one you need. | {t}, {s}',
      'Worth Knowing | A few things about {t} that are worth a minute of your day. | {t}, {s}',
      'Take Notes | If {t} came with a manual, these would be the pages with coffee stains. | {t}, {s}',
    ],
    turn: ['Off the List | And one that is on nobody’s list. | {t}, {s}', 'Between the Lines | Read the list about {t} again, and notice what it leaves out: you. | {t}, {s}'],
    links: ['First.', 'Second.', 'Third.', 'Fourth.', 'Next.', 'After that.', 'And then.'],
  },
  journey: {
    hook: [
      'It Starts Here | Every road to {t} starts somewhere unremarkable. This one starts here. | {t}, {s}',
      'Come Along | Come along. By the end of this you will see {t} with other eyes. | {t}, {s}',
      'The First Step | We are going to follow {t}, from the first step to the view at the end. | {t}, {s}',
    ],
    turn: ['The Bend | Here the road bends, and {t} is suddenly in another light. | {t}, {s}', 'Halfway | Halfway is a strange place. Too late to turn, too early to be proud. | {t}, {s}'],
    links: ['It begins quietly.', '', 'A little further.', '', 'Keep going.', '', 'Almost there.'],
  },
  imagine: {
    hook: [
      'Imagine | Imagine a day without {t}. Now notice what is missing first. | {t}, {s}',
      'Close Your Eyes | Close your eyes and think of {t}. Whatever you saw, there is more. | {t}, {s}',
      'Picture This | Picture {t} as if nobody had ever explained it to you. | {t}, {s}',
    ],
    turn: ['Open Them | Now open your eyes again. {T} was here all the time. | {t}, {s}', 'What If | And what if {t} were not the exception, but an ordinary day? | {t}, {s}'],
    links: ['Picture it.', '', '', 'Stay with it.', '', '', ''],
  },
  secret: {
    hook: [
      'The Quiet Part | There is a quiet part to {t}, and it is the one that matters. | {t}, {s}',
      'Behind It | Behind {t} there is a story that does not fit on the label. | {t}, {s}',
      'Lean In | Lean in a little. This is how people talk about {t} when the door is shut. | {t}, {s}',
    ],
    turn: ['No Secret | In truth, the secret of {t} was lying on the table the whole time. | {t}, {s}', 'Between Us | Between us: {t} rewards those who notice, not those who hurry. | {t}, {s}'],
    links: ['', 'Look closely.', '', '', 'Here it gets interesting.', '', ''],
  },
}

export const tones: Tongue['tones'] = {
  warm: {
    words: /warm|friendly|gentle|kind|cozy|cosy|heart|tender|sincere|intimate|nostalgi|emotional|loving/i,
    close: ['Thank You | Thank you for spending this minute with {t}. Spend the next one with someone. | {t}, {s}', 'With Love | However you come to {t}, come as you are. There is a chair for you. | {t}, {s}'],
    asides: ['You know the feeling.', 'That part never gets old.'],
    look: ['warm cinematic light', 'soft storybook illustration, warm colors'],
  },
  energetic: {
    words: /energ|fun|upbeat|exciting|dynamic|lively|bold|young|fast|hype|playful|vivid|punchy/i,
    close: ['Go! | That’s {t}. No more watching. Your turn, starting now! | {t}, {s}', 'Ready? | Ready for {t}? You were ready a minute ago. Let’s go! | {t}, {s}'],
    asides: ['Feel that?', 'Yes, like that!'],
    look: ['vibrant colors, cinematic', 'bold flat illustration, vivid colors'],
  },
  professional: {
    words: /professional|formal|business|corporate|serious|neutral|objective|expert|authorit|trust|confident|premium/i,
    close: ['In Summary | In short: {t} rewards clarity, patience, and a good first step. Take it this week. | {t}, {s}', 'Next Step | If {t} is on your agenda, put it at the top, and give it an owner. | {t}, {s}'],
    asides: ['That is worth writing down.', 'It holds in practice.'],
    look: ['clean cinematic light, muted colors', 'clean flat design'],
  },
  humorous: {
    words: /humor|humour|funny|comic|witty|joke|sarcas|ironic|silly|light-?hearted|quirky|laugh/i,
    close: ['The End | And that is {t}. If anyone asks, you knew all this before. | {t}, {s}', 'No Refunds | That was {t}. We apologize to everyone who expected a dance. | {t}, {s}'],
    asides: ['Yes, really.', 'We checked. Twice.', 'Do not tell the neighbors.'],
    look: ['clay toy world, bright colors', 'cartoon flat illustration, bright colors'],
  },
  inspiring: {
    words: /inspir|motivat|uplift|hope|empower|visionary|epic|encourag|aspir|heroic/i,
    close: ['Yours | Somebody has to begin with {t}. It might as well be someone who listened to the end. | {t}, {s}', 'Further | What {t} needs is not a hero. It needs a morning, and you in it. | {t}, {s}'],
    asides: ['Remember that.', 'Hold on to that.'],
    look: ['epic cinematic light', 'painted illustration, golden light'],
  },
  calm: {
    words: /calm|relax|sooth|peace|quiet|meditat|slow|serene|zen|minimal|asmr|poetic|lyrical/i,
    close: ['Breathe Out | Nothing more to do now. Let {t} be, and breathe out. | {t}, {s}', 'Stillness | And so {t} comes to rest, the way evening does: without a sound. | {t}, {s}'],
    asides: ['Slowly.', 'Breathe.'],
    look: ['soft watercolor', 'ink painting, muted colors'],
  },
  dramatic: {
    words: /dramatic|suspens|thrill|dark|intense|mysteri|cinematic|noir|tense|gripping|horror/i,
    close: ['The Last Light | The light goes out. {T} does not. | {t}, {s}', 'Remember | Long after tonight, someone will speak of {t}, and lower their voice. | {t}, {s}'],
    asides: ['Silence.', 'Think about that.'],
    look: ['dramatic cinematic light, dark', 'cinematic, high contrast'],
  },
  educational: {
    words: /educat|inform|explain|instruct|teach|tutorial|clear|simple|academic|curious|documentar|how-?to/i,
    close: ['What to Keep | So, what to keep about {t}? One idea, one example, and one good question. | {t}, {s}', 'Try It | Now explain {t} to a friend in your own words. That is the real test. | {t}, {s}'],
    asides: ['Make a note of it.', 'Simple, but easy to miss.'],
    look: ['clear illustration, bright light', 'clean flat illustration'],
  },
}

export const readers: Tongue['readers'] = {
  children: {
    words: /child|kid|toddler|preschool|elementary|primary school|pupil|ages? ?[3-9]\b|ages? ?1[0-2]\b|boys and girls/i,
    address: ['Ready? | Hello! Yes, you. Today we find out about {t}. Are you ready? | {t}, bright and friendly, {s}', 'Big Eyes On | Open your eyes as wide as you can. {T} can be small, so look closely! | {t}, bright and friendly, {s}'],
  },
  students: {
    words: /student|teen|college|universit|campus|gen ?z|undergrad|graduate|high school|young (people|adults?)|youth/i,
    address: ['For You | Made for {a}: you have deadlines, so {t} comes without the long version. | {t}, {s}', 'Between Classes | To {a}, somewhere between two lectures: one minute for {t}. | {t}, {s}'],
  },
  beginners: {
    words: /beginner|newcomer|novice|first[- ]time|starter|newbie|layperson|amateur|no experience|curious/i,
    address: ['Start Here | For {a}: never tried {t}? Good. You have nothing to unlearn. | {t}, {s}', 'No Experience | This is for {a}. There will be no test on {t}, and no stupid questions. | {t}, {s}'],
  },
  experts: {
    words: /expert|professional|engineer|developer|manager|executive|founder|entrepreneur|investor|doctor|designer|researcher|marketer|specialist|leaders?|ceo|b2b|team/i,
    address: ['The Short Version | For {a}: you know the basics of {t}. We will skip them. | {t}, {s}', 'Straight In | {A} have no time for an introduction to {t}. Neither have we. | {t}, {s}'],
  },
  customers: {
    words: /customer|consumer|buyer|shopper|client|user|commuter|traveler|traveller|guest|subscriber|foodie|lover|fans?\b|gamer|collector|urban|millennial/i,
    address: ['With You in Mind | This one has {a} in mind: {t}, without the fine print. | {t}, {s}', 'You Asked | {A} kept asking about {t}. So here it is, plainly. | {t}, {s}'],
  },
  parents: {
    words: /parent|mom|mum|dad|mother|father|famil|couple|newlywed|caregiver/i,
    address: ['You Are Tired | For {a}, who have one free hand and four minutes: this is {t}. | {t}, soft warm light, {s}', 'For You, Too | {A} look after everyone. Take this minute about {t} for yourselves. | {t}, soft warm light, {s}'],
  },
  elders: {
    words: /elder|senior|retire|older|aged|grandparent|pension|silver/i,
    address: ['Well Met | {A} have seen {t} come and go. Let us look at it together, without hurry. | {t}, {s}', 'No Hurry | For {a}: {t}, told slowly, and without words in capital letters. | {t}, {s}'],
  },
  everyone: {
    words: /$^/,
    address: ['For You | Whoever you are, and whatever you are doing: one minute for {t}. | {t}, {s}', 'Come Closer | You do not need to know a thing about {t}. You only need to look. | {t}, {s}'],
  },
}

export const titles = ['{T}', '{T}: A Closer Look', 'The Quiet Side of {T}', 'A Minute for {T}', '{T}, Seen Anew', 'What {T} Taught Us', 'Come Closer: {T}']

export const moves: Tongue['moves'] = {
  open: ['Camera slowly pushes in', 'Camera rises slowly', 'Slow push in', 'Camera drifts slowly to the right'],
  middle: ['Camera pans slowly to the left', 'Slow push in', 'Camera orbits gently to the right', 'Camera pans slowly to the right', 'Camera tilts up slowly', 'Handheld, close', 'Camera pulls back slowly', 'Camera orbits gently to the left', 'Camera tilts down slowly', 'Slow zoom in'],
  close: ['Camera pulls back slowly', 'Camera rises and pulls back', 'Slow pull out, holding the light'],
}
