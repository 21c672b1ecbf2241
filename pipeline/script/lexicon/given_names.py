"""Given names by sex, short forms, and titles. General knowledge of the language, of no book."""

from __future__ import annotations

from casting.given_names import FEMALE_GIVEN_NAMES, MALE_GIVEN_NAMES
from pipeline.script.lexicon.word_lists import words

MALE_NAMES = MALE_GIVEN_NAMES
FEMALE_NAMES = FEMALE_GIVEN_NAMES

_SHORT = """
    Abe: Abraham; Alec: Alexander; Alex: Alexander Alexandra; Algy: Algernon; Andy: Andrew;
    Annie: Ann Anna Anne; Archie: Archibald; Arty: Arthur; Bab: Barbara; Barney: Barnaby Bernard;
    Becky: Rebecca; Bell: Isabella; Bella: Arabella Isabella; Ben: Benjamin; Bert: Albert Herbert;
    Bertie: Albert Bertram Herbert; Bess: Elizabeth; Bessie: Elizabeth; Bessy: Elizabeth; Beth: Elizabeth;
    Betsey: Elizabeth; Betsy: Elizabeth; Betty: Elizabeth; Bill: William; Billy: William; Bob: Robert;
    Bobby: Robert; Carrie: Caroline; Cathy: Catherine; Charley: Charles; Charlie: Charles; Chris: Christopher;
    Cissy: Cecilia; Connie: Constance; Dan: Daniel; Danny: Daniel; Dave: David; Davy: David; Dick: Richard;
    Dolly: Dorothea Dorothy; Dora: Dorothea Theodora; Ed: Edmund Edward Edwin; Eddie: Edward; Effie: Euphemia;
    Eliza: Elizabeth; Ellie: Eleanor Ellen; Elsie: Elizabeth Elspeth; Emmy: Amelia Emily Emma; Evie: Eva Evelyn;
    Fan: Frances; Fanny: Frances; Flo: Florence; Frank: Francis Franklin; Fred: Alfred Frederick;
    Freddie: Frederick; Freddy: Frederick; Georgie: George Georgiana; Georgy: George; Gus: Augustus;
    Hal: Harold Henry; Harry: Harold Henry; Hatty: Harriet; Hetty: Henrietta Hester; Jack: John; Jake: Jacob;
    Jem: James Jeremy; Jenny: Jane Jennifer; Jerry: Gerald Jeremiah; Jim: James; Jimmy: James;
    Jo: Joseph Josephine; Joe: Joseph; Johnny: John; Josh: Joshua;
    Kate: Catharine Catherine Katharine Katherine; Katie: Catherine Katherine; Kit: Christopher;
    Kitty: Catharine Catherine Katherine; Larry: Laurence Lawrence; Laurie: Laurence; Letty: Letitia;
    Lillie: Lilian; Lily: Lilian; Liz: Elizabeth; Liza: Elizabeth; Lizzie: Elizabeth; Lizzy: Elizabeth;
    Lottie: Charlotte; Lou: Louis Louisa; Madge: Margaret; Mag: Margaret; Maggie: Margaret; Mamie: Mary;
    Mat: Matthew; Matt: Matthew; Mattie: Martha Matilda; Matty: Martha Matilda; May: Mary; Meg: Margaret;
    Mick: Michael; Mike: Michael; Milly: Emily Mildred; Minnie: Minerva Wilhelmina; Moll: Mary; Molly: Mary;
    Nan: Ann Anne; Nancy: Ann Anne; Nat: Nathaniel; Ned: Edmund Edward; Nell: Eleanor Ellen Helen;
    Nellie: Eleanor Ellen Helen; Nelly: Eleanor Ellen Helen; Nick: Nicholas; Pat: Patricia Patrick;
    Patty: Martha Patricia; Peg: Margaret; Peggy: Margaret; Pete: Peter; Phil: Philip Phillip; Polly: Mary;
    Rob: Robert; Rosy: Rosamond Rose; Sal: Sarah; Sally: Sarah; Sam: Samson Samuel; Sammy: Samuel;
    Sandy: Alexander; Sissy: Cecilia; Sophy: Sophia; Sue: Susan; Susie: Susan; Ted: Edward Theodore;
    Teddy: Edward Theodore; Tim: Timothy; Tom: Thomas; Tommy: Thomas; Tony: Anthony; Will: William;
    Willie: William; Willy: William; Winnie: Winifred
"""
SHORT_FORMS = {entry.split(":")[0].strip(): words(entry.split(":")[1]) for entry in _SHORT.split(";")}
"""Short forms and the names they may stand for."""

MALE_TITLES = words(
    """
    Abbé Archbishop Baron Bishop Brother Count Dad Daddy Don Duke Earl Emperor Esquire Father Friar Grandfather
    Gramps Grandad Granddad Grandpa Herr King Lord M Marquis Master Messrs Mister Mons Monsieur Mr Mynheer Padre
    Papa Pope Prince Rabbi Senor Señor Signor Sir Squire Uncle
    """
)

FEMALE_TITLES = words(
    """
    Aunt Auntie Baroness Countess Dame Donna Duchess Frau Fräulein Gran Grandma Grandmother Granny Lady Madam Madame
    Mademoiselle Mama Mamma Marchioness Mom Mommy Mum Mummy Nana Miss Missus Mlle Mme Mother Mrs Ms Nurse
    Princess Queen Senora Señora Signora Signorina Sister
    """
)

TITLES = words(
    """
    Admiral Canon Capt Captain Col Colonel Commissioner Commodore Comrade Constable Consul Corporal Cousin
    Deacon Dean Detective Doctor Dr Elder Gen General Governor Hon Inspector Judge Justice Lieut Lieutenant Lt
    Major Marshal Mayor Old Parson President Private Prof Professor Rev Reverend Saint Senator Sergeant Sheriff
    Superintendent Vicar
    """
)

GIVEN_TITLES = words(
    """
    Aunt Auntie Brother Cousin Don Donna Father Friar King Master Mother Old Prince Princess Queen Sir Sister
    Uncle
    """
)
"""Titles that go with a given name more often than with a family name."""

MARRIED = words("Mrs Madame Mme Lady Signora Frau Senora Señora")
UNMARRIED = words("Miss Mademoiselle Mlle Signorina Fräulein")

ALL_TITLES = MALE_TITLES | FEMALE_TITLES | TITLES

KIN_NAMES = words(
    """
    Dad Daddy Father Gramps Grandad Granddad Grandfather Grandpa Papa Auntie Gran Grandma Grandmother Granny Mama
    Mamma Mom Mommy Mother Mum Mummy Nana
    """
)
"""Titles of kin that serve as names by themselves."""
