// What a question takes wherever it stands: one import a behaviour.
import "recurrent/announce";
import "recurrent/draft";
import "recurrent/going-back";
import "recurrent/here";
import "recurrent/show-result";
import "recurrent/single-click";
import "recurrent/steps";
import "recurrent/submit-shortcut";
import "recurrent/swap-refusals";
import "recurrent/trouble";
