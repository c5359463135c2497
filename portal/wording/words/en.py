"""What parents write back in English, which whoever writes in another language may use too.

The first words of STOP, START and HELP are those that carriers act on by themselves (Twilio's
default keywords), so they always mean that here too.
"""

from portal.wording.meanings import Meaning

WORDS = {
    Meaning.YES: "yes, y, yep, yeah, yup, yea, ya, yh, yess, yesss, yes i do, yes we do,"
    "yes i would, of course, definitely, absolutely, yes of course, yes definitely",
    Meaning.OKAY: "ok, okay, okey, okie, oki, k, kk, sure, fine, thats fine, that is fine,"
    "thats ok, that is ok, thats good, thats great, sounds good, great, perfect, lovely,"
    "brilliant, will do, 👍, 👌, ✅, ✔",
    Meaning.NO: "no, n, nope, nah, naa, no thanks, no thank you, no thankyou, no ta, 👎, ❌, ✖",
    Meaning.NOT_NOW: "not this time, no not this time",
    Meaning.CANNOT: "i cannot come, i cant come, cannot come, cant come, i can not come,"
    "can not come, we cant come, we cannot come, i cant make it, cant make it, i cannot make it,"
    "cannot make it, we cant make it, we cannot make it, i wont be able to come,"
    "wont be able to come, i wont be able to make it, wont be able to make it,"
    "i am not able to come, im not able to come, not able to come, unable to come,"
    "unable to make it, i am unable to come, im unable to come, im unable to make it, not coming,"
    "i am not coming, im not coming, we are not coming, i cant attend, cannot attend,"
    "unable to attend, i cannot attend, i wont be coming, i will not be coming, i wont be there,"
    "i will not be there, i wont make it, i cant be there",
    Meaning.POLITE: "please, pls, plz, plse, pleas, thanks, thank you, thankyou, thank u, thx,"
    "thnx, tnx, ty, tx, ta, thanks a lot, thanks so much, thank you so much, thank you very much,"
    "many thanks, cheers, sorry, so sorry, im sorry, i am sorry, hi, hello, hey, hiya,"
    "hello there, hi there, dear school, miss, sir, madam, mam, maam, good morning,"
    "good afternoon, good evening, morning, regards, kind regards, best wishes, god bless, bye,"
    "asap, no problem, no worries, x, xx, xxx, xxxx, 🙏, 😊, 🙂, 😀, 😃, 😄, 😁, ☺, ❤, 💕, 💗, 💙,"
    "🥰, 😍, 😘, 👋, 🌹, 🌸, 💐",
    Meaning.FALSE_FRIENDS: "",
    Meaning.REAL_WORDS: "brookings, chance, chances, chang, changa, changer, changi, charge,"
    "definite, eighth, eights, eighty, indefinitely, polis, police, seen, semen, sever, severn,"
    "sevens, sneak, spear, speck, steak, steven, sven, there, these, thee, threes, threw, tree,"
    "tyree, tides, ties, tiles, timed, timer, timers, timex, timey, tims, tires, tomes, speaks,"
    "changed, rescheduled, rearranged",
    Meaning.STOP: "stop, stopall, unsubscribe, cancel, end, quit, revoke, optout, stop all,"
    "opt out, opt-out, please stop, stop please, stop texting, stop texting me, stop texts,"
    "stop messages, stop messaging me, stop sending me texts, stop sending me messages,"
    "please stop texting me, please stop messaging me",
    Meaning.START: "start, unstop",
    Meaning.HELP: "help, info, help me",
    Meaning.TIMES: "times, time, my times, my time, my talks, my talk time, my talk times,"
    "my booking, my bookings, my appointment, my appointments, bookings, appointments,"
    "when is my talk, when is my talk again, when is my appointment, when is my booking,"
    "when is the talk, when is our talk, what time is my talk, what time is the talk,"
    "what time is my appointment, what day is my talk, when are my talks, when is the appointment,"
    "when do i come, when do i have to come, when is it, what time is it again, remind me",
    Meaning.CHANGE: "change, change it, change my talk, change the talk, change talk,"
    "change appointment, change my appointment, change booking, change my booking, reschedule,"
    "re-schedule, reschedule my talk, i need to reschedule, i want to reschedule,"
    "i would like to reschedule, id like to reschedule, can i reschedule, can we reschedule, move,"
    "move it, move my talk, move the talk, move my appointment, rearrange, re-arrange,"
    "i need to rearrange, can i rearrange, can we rearrange, i need to change, i want to change,"
    "i would like to change, id like to change, can i change, can i change it,"
    "i want to change it, i need to change it, need to change, want to change",
    Meaning.TALK: "talk, i would like to talk, id like to talk, i want to talk, want to talk,"
    "i need to talk, need to talk, can i talk, can we talk, lets talk, talk to teacher,"
    "talk to the teacher, talk with teacher, talk with the teacher, i want to talk to teacher,"
    "i want to talk to the teacher, i need to talk to the teacher, can i talk to the teacher,"
    "i would like to talk to the teacher, id like to talk to the teacher, speak, i want to speak,"
    "i need to speak, speak to teacher, speak to the teacher, speak with teacher,"
    "speak with the teacher, i want to speak to teacher, i want to speak to the teacher,"
    "i need to speak to the teacher, can i speak to teacher, can i speak to the teacher,"
    "can i speak with the teacher, i would like to speak to the teacher,"
    "id like to speak to the teacher, i want to talk to someone, i need to talk to someone,"
    "can i talk to someone, can i speak to someone, i want to speak to someone,"
    "i need to speak to someone, i would like to speak to someone, id like to speak to someone",
    Meaning.LANGUAGE: "language, languages, my language, change language, change my language,"
    "change the language, other language, another language, different language, in my language,"
    "wrong language",
    Meaning.IDEAS: "ideas, five minute ideas, five-minute ideas, 5 minute ideas,"
    "5-minute ideas, five minute idea, 5 minute idea, weekly ideas, weekly idea, a weekly idea,"
    "an idea a week, one idea a week, start ideas, start the ideas, ideas on, ideas again,"
    "send ideas, send me ideas, send the ideas, send me the ideas, send more ideas, more ideas,"
    "i want ideas, i want the ideas, i would like ideas, i would like the ideas, id like ideas,"
    "id like the ideas, yes ideas, yes to ideas",
    Meaning.NO_IDEAS: "no ideas, no more ideas, stop ideas, stop the ideas, stop sending ideas,"
    "stop sending me ideas, stop sending the ideas, stop weekly ideas, no weekly ideas,"
    "i dont want ideas, i dont want the ideas, i dont want any more ideas, i dont want more ideas,"
    "i do not want ideas, i do not want any more ideas, dont want ideas, dont send ideas,"
    "dont send me ideas, dont send me any more ideas, do not send ideas, cancel ideas,"
    "ideas off, without ideas",
    Meaning.NEWS: "news, good news, news on, good news on, start news, start good news,"
    "start the good news, send news, send good news, send me good news, send me the good news,"
    "good news again, news again, i want good news, i would like good news, id like good news,"
    "i want the good news again, more good news",
    Meaning.NO_NEWS: "no news, no good news, no more news, no more good news, stop news,"
    "stop the news, stop good news, stop the good news, stop sending news, stop sending good news,"
    "stop sending me good news, stop good news texts, no good news texts, no more good news texts,"
    "dont send good news, dont send me good news, do not send good news, i dont want good news,"
    "i dont want the good news, i dont want good news texts, i do not want good news,"
    "cancel good news, news off, good news off",
    Meaning.REMINDERS: "reminders, reminders on, start reminders, start the reminders,"
    "reminders again, send reminders, send me reminders, i want reminders,"
    "i would like reminders, id like reminders, reminders back on",
    Meaning.NO_REMINDERS: "no reminders, no more reminders, stop reminders, stop the reminders,"
    "stop sending reminders, stop sending me reminders, stop reminding me, reminders off,"
    "dont remind me, do not remind me, dont send reminders, dont send me reminders,"
    "do not send reminders, i dont want reminders, i do not want reminders,"
    "i dont want any reminders, i dont need reminders, cancel reminders, without reminders",
    Meaning.RING_ONLY: "ring no texts, no texts, ring me no texts, call me no texts,"
    "call no texts, phone me no texts, no texts ring me, no texts call me,"
    "no texts just ring, no texts just call, no more texts ring me, no more texts call me,"
    "only ring me, only call me, only phone me, just ring me no texts, just call me no texts,"
    "ring only, call only, calls only, phone only, phone calls only, only phone calls,"
    "dont text me ring me, dont text me call me, dont text ring me, dont text call me,"
    "ring me dont text, call me dont text, ring me dont text me, call me dont text me,"
    "ring me instead of texting, call me instead of texting, ring dont text, call dont text",
    Meaning.NO_ENGLISH: "no english, i dont speak english, i do not speak english, not english,"
    "i dont understand english, i do not understand english, i cant read english,"
    "i dont read english, dont understand english, dont speak english",
    Meaning.MORE: "more, show more, show me more, see more, any more, none of these,"
    "none of these times, none of those",
    Meaning.OTHER_TIME: "more times, other times, other time, another time, different time,"
    "different times, new time, more dates, other dates, another date, different date, other days,"
    "other day, another day, different day, a different time, a different day, more options,"
    "other options, change time, change the time, change my time, change times, change date,"
    "change the date, change day, change the day, can i change the time, can i change my time,"
    "i want to change the time, i need to change the time, i want another time,"
    "i need another time, i need a different time, i want a different time,"
    "can i have another time, can i have a different time, can i have other times,"
    "can i see other times, any other times, any other time, any other days, later times,"
    "earlier times, later time, earlier time",
    Meaning.CALL: "ring me, call me, phone me, ring, call, phone, ring me back, call me back,"
    "ring back, call back, callback, phone call, please ring, please call, please phone,"
    "please ring me, please call me, please phone me, can you ring me, can you call me,"
    "can you phone me, can you please call me, can you please ring me, could you ring me,"
    "could you call me, can someone call me, can someone ring me, could someone call me,"
    "could someone ring me, please can you call me, please can you ring me,"
    "please could you call me, please could you ring me, give me a call, give me a ring,"
    "i need a call, i want a call, 📞, ☎, 🤙",
    Meaning.COMING: "coming, i am coming, im coming, we are coming, were coming, i will come,"
    "ill come, we will come, well come, will come, i will be coming, ill be coming,"
    "i will be there, ill be there, we will be there, well be there, will be there, be there,"
    "see you there, see you then, see you, see you soon, see you tomorrow, see u there,"
    "see u then, see u, see u tomorrow, cu there, i can come, we can come, can come,"
    "i can make it, we can make it, can make it, i will make it, yes i can, yes i will,"
    "yes we will, yes we can, yes i am, yes we are, i will attend, ill attend, will attend,"
    "attending, i am attending, im attending, confirmed, confirm, i confirm,"
    "looking forward to it, look forward to it",
    Meaning.UNDO: "undo, take it back, take back, put it back, i want it back, keep it,"
    "keep my talk, keep the talk, i want to keep it, keep it please, i will come after all,"
    "i can come after all",
    Meaning.WAIT: "wait, i will wait, ill wait, i can wait, we will wait, well wait,"
    "i want to wait, happy to wait, waiting list, put me on the waiting list, put me on the list,"
    "keep the talk and wait, keep and wait, keep talk and wait",
    Meaning.TAKE: "take, take it, i take it, ill take it, i will take it, we will take it,"
    "well take it, i want it, i would like it, id like it, id love it, yes i want it, book it",
    Meaning.BRING: "bring, bring them, bring him, bring her, i will bring them, ill bring them,"
    "i will bring him, ill bring him, i will bring her, ill bring her, bring the child,"
    "bring my child, bring child, bring the children, bring the kids, bring my kids,"
    "i will bring my child, ill bring my child, bring them with me, bring him with me,"
    "i will bring him with me, ill bring him with me, i will bring her with me,"
    "ill bring her with me, i will bring them with me, ill bring them with me, bring her with me,"
    "bring baby, bring the baby",
    Meaning.CRECHE: "creche, the creche, change creche, change the creche",
    Meaning.NONE: "none, nobody, noone, no one, nothing, nil, nada, zero, none at all, not any,nun",
    Meaning.NOTHING_SPECIAL: "nothing special, nothing much, nothing really, nothing else,"
    "nothing in particular, nothing to talk about, nothing i can think of, nothing at the moment,"
    "nothing for now, nothing right now, not really, no not really, not at the moment, not for now,"
    "all good, all fine, all is good, all is fine, its all good, all ok, everything is fine,"
    "everything is good, everything is ok, everything fine, everything ok, im good, im fine,"
    "no concerns, no worries, i have nothing, thats all, that is all, thats it, that is it",
    Meaning.NO_LITTLE_ONES: "no kids, no children, no child, no little ones, no babies, no baby,"
    "just me, only me, me only, just myself, just us, not needed, no need, dont need it,"
    "i dont need it, we dont need it, dont need creche, dont need the creche,"
    "i dont need the creche, i dont need creche, no creche, no creche needed, no need for creche,"
    "i dont have any, i have none, dont have any, dont have little ones, no little ones to bring,"
    "not bringing any, not bringing anyone, zero kids, none of them",
    Meaning.NO_NEEDS: "no allergies, no allergy, no allergys, no alergies, no alergy, no medicine,"
    "no medicines, no medication, no meds, no needs, no medical needs, no special needs,"
    "no health problems, no health issues, nothing like that, no allergies or medicine,"
    "no allergies no medicine, no allergies or anything, no nothing, nothing at all,"
    "none that i know of, not that i know of, she has none, he has none, they have none,"
    "she doesnt, he doesnt, they dont, she does not, he does not, they do not,"
    "she doesnt have any, he doesnt have any, they dont have any",
    Meaning.NO_INTERPRETER: "not needed, no need, dont need it, i dont need it, i dont need one,"
    "dont need one, i dont need an interpreter, dont need interpreter, no interpreter,"
    "no interpreter needed, i speak english, we speak english, i understand english",
    Meaning.INTERPRETER: "interpreter, i need interpreter, i need an interpreter,"
    "need interpreter, need an interpreter, i want interpreter, i want an interpreter,"
    "i would like an interpreter, id like an interpreter, with interpreter, with an interpreter,"
    "yes i need, yes i need one, i need one",
    Meaning.AGREE: "agree, agreed, i agree, we agree, yes i agree, yes we agree, i do agree,"
    "i agree with it, i agree with this, i agree with that, i agree to it, i agree with everything,"
    "i agree with what we read, i agree with what we read together, happy with it,"
    "happy with that, i am happy with it, im happy with it, i am happy with that,"
    "im happy with that, all agreed",
    Meaning.READ: "read, read it, read it to me, please read it to me, read to me, read it out,"
    "read it again, please read it, read me it, ring me and read it to me, ring me and read it,"
    "ring and read it to me, call me and read it to me, call me and read it,"
    "can you read it to me, what is the plan, whats the plan, what was the plan,"
    "i forgot the plan, i forgot what it was, i dont remember",
    Meaning.PAPER: "paper, on paper, send paper, send me paper, send me the paper,"
    "send it on paper, paper copy, send me a paper copy, a paper copy, by post, post it,"
    "post it to me, letter,"
    "send me a letter, by letter, print it, please print it",
    Meaning.WELL: "going well, well, very well, really well, its going well, it is going well,"
    "going really well, going very well, going great, going good, going fine, going ok,"
    "its going great, its going good, it goes well, its going fine, its going ok, all good,"
    "all going well, all is well, good, very good, so far so good, great so far, good so far",
    Meaning.HARD: "a bit hard, hard, bit hard, its hard, it is hard, its a bit hard,"
    "it is a bit hard, a little hard, little hard, quite hard, very hard, too hard, difficult,"
    "a bit difficult, its difficult, it is difficult, not easy, its not easy, it is not easy,"
    "tricky, a bit tricky, a struggle, bit of a struggle, we struggle",
    Meaning.STUCK: "stuck, we are stuck, were stuck, i am stuck, im stuck, stuck please ring,"
    "stuck ring me, stuck call me, stuck please call, stuck please ring me, stuck please call me,"
    "we are stuck please ring, i am stuck please ring, not working, its not working,"
    "it is not working, it isnt working, not going well, its not going well,"
    "it is not going well, we need help with it, i need help with it",
    Meaning.DID: "did it, done, done it, we did it, we did, i did it, i did, did, did that,"
    "did this, we did that, we did this, i did that, i did this, yes we did, yes i did,"
    "yes did it, all done, have done it, we have done it, weve done it, we have done this,"
    "i have done it, ive done it, done that, done this, we tried it, tried it, we tried,"
    "we tried this, just did it, we just did it, did it today, we did it today, did it together,"
    "we did it together, did it yesterday, we did it yesterday, did it last night,"
    "we did it last night",
    Meaning.THUMB: "👍, 👌, ✅, ✔, ☑, 💪, 👏, 🙌",
    Meaning.NUMBERS: "one/number one, two, three, four, five, six, seven, eight, nine, ten",
    Meaning.ORDINALS: "first/first one/the first/the first one/1st/1st one/the 1st one, second/"
    "second one/the second/the second one/2nd/2nd one/the 2nd one, third/third one/the third/"
    "the third one/3rd/3rd one/the 3rd one, fourth/fourth one/the fourth/the fourth one/4th/"
    "4th one/the 4th one, fifth/fifth one/the fifth/the fifth one/5th/5th one/the 5th one, sixth/"
    "sixth one/the sixth/the sixth one/6th/6th one/the 6th one",
    Meaning.ALONE: "",
    Meaning.CHOICE: "option, options, opt, the option, number, option number, num, nr, choice,"
    "slot, choose, i choose, pick, i pick, book, book me, reply, answer, i want, i would like,"
    "id like, i will take, ill take, ill have, ill go for, i will go for, go for, lets go for,"
    "lets do, lets go with, ill go with, i want option, i would like option, id like option,"
    "can i have, can we have, could i have, can i have option, can i book, could i have option,"
    "ill take option, i go for, the number, works, is good, is fine, is best, is perfect,"
    "works for me, is good for me, will do, would be good, suits me, is ok, talk",
    Meaning.LITTLE_ONES: "kid, kids, child, children, childs, kiddies, little one, little ones,"
    "toddler, toddlers, baby, babies, boy, boys, girl, girls, just, only, just the, only the,"
    "i have, we have, ive got, i have got, weve got, with, there will be, there are, there is,"
    "i will bring, ill bring, bringing, im bringing, i am bringing, of them, for, its, my, need,"
    "place, places, i need, we need, will need, will need it, need creche, need the creche,"
    "for creche, for the creche, in the creche, in creche, will come, are coming, is coming,"
    "to come, coming",
    Meaning.COUNTS: "",
    Meaning.AGED: "he, she, they, he is, she is, hes, shes, they are, theyre, its, it is, is, are,"
    "my, mine, aged, age, ages, old, of age, the, the other, other, the other is, other is,"
    "one is, 1 is, 1 one is, the first is, the second is, first is, second is, eldest, eldest is,"
    "oldest, oldest is, youngest, youngest is, older, younger, the older, the younger,"
    "older one is, younger one is, the older one is, the younger one is, a, an, now, and the other",
    Meaning.WHO: "boy, girl, son, daughter, child, kid, brother, sister, toddler, little one,"
    "little boy, little girl",
    Meaning.AND: "and, n, plus, also, then, nd, an",
    Meaning.YEARS: "year, years, yr, yrs, y, yo, y o, yrs old, yr old, year old, years old,"
    "year olds, yearold, years of age, yers, yeras, ys",
    Meaning.MONTHS: "month, months, mth, mths, mnth, mnths, mo, mos, m, months old, month old,"
    "mths old, m o, mo old, moths",
    Meaning.HALF: "and a half, and half, n a half, half",
    Meaning.YEARS_OLD: "",
    Meaning.BABY: "baby, newborn, new born, newborn baby, new born baby, new baby, infant,"
    "few weeks, few weeks old, few months, few months old, under 1, under one, less than 1,"
    "not 1 yet, not yet 1",
    Meaning.EACH: "both, both are, twins, twins are, twins aged, they are both, theyre both,"
    "both of them, both of them are, they are twins",
    Meaning.LANGUAGES: "en/english/inglish, pl/polish, ur/urdu/urdoo",
    Meaning.IN_LANGUAGE: "in, language, i speak, i want, i would like, id like, i need, we speak,"
    "speak, my language is, only, in the, i understand, change to, switch to, text me in, to",
    Meaning.WRONG_PERSON: "wrong number, wrong no, wrong num, wrong person, wrong contact,"
    "this is the wrong number, this is a wrong number, this is wrong number, its the wrong number,"
    "its a wrong number, you have the wrong number, you have wrong number,"
    "you have the wrong person, you have got the wrong number, youve got the wrong number,"
    "youve got the wrong person, you got the wrong number, i think you have the wrong number,"
    "i think you have got the wrong number, i think youve got the wrong number,"
    "i think this is the wrong number, i think you have the wrong person,"
    "i think youve got the wrong person, i think its the wrong number, u have the wrong number,"
    "u got the wrong number, not my child, not my kid, this is not my child, this isnt my child,"
    "thats not my child, i dont have a child at this school, i dont have a child at your school,"
    "i have no child at this school, i have no children at this school,"
    "i dont have children at this school, i dont have kids at this school,"
    "i dont have any children at this school, i dont know this child",
    Meaning.NO_CHILD: "i dont have a child, i dont have children, i dont have kids,"
    "i dont have any children, i dont have any kids, i have no children, i have no kids,"
    "i have no child, i dont even have kids, i dont even have children",
    Meaning.NOT_ME: "i am not {name}, im not {name}, i m not {name}, am not {name},"
    "this is not {name}, this isnt {name}, its not {name}, it is not {name}, this not {name},"
    "this is not {name} number, this isnt {name} number, not {name} number, not {name} phone,"
    "this is not {name} phone, this isnt {name} phone, its not {name} phone,"
    "its not {name} number, this is not {name} phone number, this is not {name} mobile,"
    "this isnt {name} mobile, this is not {name} number anymore, this isnt {name} number anymore,"
    "this is no longer {name} number, this is no longer {name} phone, no longer {name} number,"
    "not {name} number anymore, i dont know {name}, i dont know any {name}, i dont know a {name},"
    "i dont know anyone called {name}, i do not know {name}, my name is not {name},"
    "my name isnt {name}, {name} is not my name, there is no {name} here, theres no {name} here,"
    "no {name} here, nobody called {name} here, no one called {name} here,"
    "{name} does not have this number anymore, {name} doesnt have this number anymore,"
    "{name} doesnt have this number any more, this phone is not {name}, this number is not {name},"
    "im not called {name}, i am not called {name}",
    Meaning.TITLES: "mr, mrs, ms, miss, mister, missus, dr, sir, madam, auntie, aunty, uncle",
    Meaning.NAME_ENDINGS: "/s",
    Meaning.NOT_NAMES: "able, available, away, back, bad, busy, coming, done, fine, free, fussed,"
    "from, going, good, happy, here, home, ill, in, interested, keen, late, okay, on, out, ready,"
    "sick, sorry, sure, that, the, there, this, well, working, your, you, yours, child, mum, mom,"
    "dad, mother, father, parent, teacher, number, phone, one, now, today, his, her, my",
}
