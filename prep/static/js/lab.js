// What every page with a Result loads: one import a behaviour.
import "recurrent/announce";
import "recurrent/drawings";
import "recurrent/going-back";
import "recurrent/keep-open";
import "recurrent/show-result";
import "recurrent/submit-shortcut";
import "recurrent/swap-refusals";
import "recurrent/trouble";
